/* Workload W by hand: what a C programmer would write for this one model, to measure Denshi against.
 *
 * The same model, generator and ties as simulation/diffusion and agents/networks/small_world.py, so the columns
 * must end equal to the last bit. Compiled by the benchmark: cc -O3 -march=native -fopenmp -ffp-contract=off.
 */
#include <omp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef __AVX512BW__
#include <immintrin.h>
#endif

enum { USERS = 15, AWARE = 16, ADOPTER = 32, CHUNK = 8192, MOST = 16, THREADS = 256, BATCH = 512 };

typedef struct {
    uint32_t need, hear_base, hear_slope, hear[16], trust, peer, succeed, by_literacy, gain, loss;
} Rules;

typedef struct {
    int64_t slots, half, far, bits, ring_keep, far_keep;
    const uint32_t *ring_keys, *far_keys;
} Ties;

static inline uint32_t mix3(uint32_t id, uint32_t k0, uint32_t k1) {
    uint32_t a = id ^ k0;
    a ^= a >> 17;
    a *= k1 | 1u;
    uint32_t t = a ^ (a >> 11) ^ k0;
    uint32_t x = t * 0xAC4C1B51u;
    x = x ^ (x >> 15) ^ k1;
    x *= 0x31848BABu;
    return x ^ (x >> 14) ^ t;
}

static inline int64_t turn(int64_t half, const uint32_t *key, int64_t mask) {
    return ((half * (int64_t)key[0] + (int64_t)key[1]) >> 16) & mask;
}

/* The far friend under one key, or -1: an involution by a Feistel shuffle of the smallest power of two. */
static inline int64_t partner(int64_t slot, const uint32_t *key, int64_t bits, int64_t keep, int64_t slots) {
    int64_t low_bits = bits >> 1, low_mask = (1LL << low_bits) - 1, high_mask = (1LL << (bits - low_bits)) - 1;
    int64_t low = slot & low_mask, high = slot >> low_bits;
    for (int r = 2; r < 14; r += 4) {
        low ^= turn(high, key + r, low_mask);
        high ^= turn(low, key + r + 2, high_mask);
    }
    int64_t place = (high << low_bits) | low;
    if ((int64_t)mix3((uint32_t)(place >> 1), key[0], key[1]) >= keep) return -1;
    place ^= 1;
    low = place & low_mask, high = place >> low_bits;
    for (int r = 10; r >= 2; r -= 4) {
        high ^= turn(low, key + r + 2, high_mask);
        low ^= turn(high, key + r, low_mask);
    }
    int64_t other = (high << low_bits) | low;
    return other < slots ? other : -1;
}

static inline int64_t around(int64_t slot, int64_t slots) {
    return slot >= slots ? slot - slots : slot < 0 ? slot + slots : slot;
}

/* Positions of the bytes of `flags` that are 1, in order; `flags` ends with zeros up to a multiple of 64. */
static inline int positions(int size, const uint8_t *restrict flags, int32_t *restrict list) {
    int count = 0;
#ifdef __AVX512BW__
    const __m512i lanes = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    for (int j = 0; j < size; j += 64) {
        __m512i bytes = _mm512_loadu_si512(flags + j);
        uint64_t set = _mm512_test_epi8_mask(bytes, bytes);
        for (int q = 0; q < 64; q += 16, set >>= 16) {
            __m512i here = _mm512_add_epi32(lanes, _mm512_set1_epi32(j + q));
            _mm512_storeu_si512(list + count, _mm512_maskz_compress_epi32((__mmask16)set, here));
            count += __builtin_popcount((unsigned)(set & 0xFFFF));
        }
    }
#else
    for (int j = 0; j < size; j++) {
        list[count] = j;
        count += flags[j];
    }
#endif
    return count;
}

/* Tells the neighbours of those who have begun: counters of own slots at once, others through `outbox`. */
static int64_t tell(int64_t first, int64_t last, int64_t begun, const uint32_t *restrict started,
                    uint8_t *restrict bond, const Ties *t, uint32_t *restrict outbox) {
    uint8_t kept[2 * MOST][BATCH];
    int64_t far[MOST][BATCH];
    const int64_t slots = t->slots, half = t->half;
    const uint64_t keep = (uint64_t)t->ring_keep;
    int64_t told = 0;
    for (int64_t batch = 0; batch < begun; batch += BATCH) {
        const uint32_t *slot = started + batch;
        const int many = (int)(begun - batch < BATCH ? begun - batch : BATCH);
        for (int64_t d = 0; d < half; d++) {
            const uint32_t k0 = t->ring_keys[2 * d], k1 = t->ring_keys[2 * d + 1], apart = (uint32_t)d + 1;
            const uint32_t round_trip = (uint32_t)slots - apart;
            for (int e = 0; e < many; e++) kept[2 * d][e] = mix3(slot[e], k0, k1) < keep;
            for (int e = 0; e < many; e++) {
                uint32_t before = slot[e] >= apart ? slot[e] - apart : slot[e] + round_trip;
                kept[2 * d + 1][e] = mix3(before, k0, k1) < keep;
            }
        }
        for (int64_t k = 0; k < t->far; k++)
            for (int e = 0; e < many; e++) {
                int64_t other = partner(slot[e], t->far_keys + 16 * k, t->bits, t->far_keep, slots);
                int64_t apart = llabs(other - (int64_t)slot[e]);
                if (slots - apart < apart) apart = slots - apart;
                int known = apart <= half;
                for (int64_t earlier = 0; earlier < k; earlier++) known |= far[earlier][e] == other;
                far[k][e] = known ? -1 : other;
            }
        for (int e = 0; e < many; e++) {
            const int64_t me = slot[e];
            if (me >= first + half && me < last - half) {
                for (int64_t d = 0; d < half; d++) {
                    bond[me + d + 1] += kept[2 * d][e];
                    bond[me - d - 1] += kept[2 * d + 1][e];
                }
                continue;
            }
            for (int64_t d = 0; d < half; d++)
                for (int way = 0; way < 2; way++) {
                    if (!kept[2 * d + way][e]) continue;
                    int64_t other = around(way ? me - d - 1 : me + d + 1, slots);
                    if (first <= other && other < last) bond[other]++;
                    else outbox[told++] = (uint32_t)other;
                }
        }
        for (int64_t k = 0; k < t->far; k++)
            for (int e = 0; e < many; e++) {
                int64_t other = far[k][e];
                if (other < 0) continue;
                if (first <= other && other < last) bond[other]++;
                else outbox[told++] = (uint32_t)other;
            }
    }
    return told;
}

/* One month of the slots [first, last); starters go to `started`; returns their number. */
static int64_t act(int64_t first, int64_t last, uint16_t *restrict trust, const int16_t *restrict fixed,
                   const uint8_t *restrict literacy, uint8_t *restrict bond, const uint32_t *restrict key,
                   const Rules *restrict r, const uint32_t *restrict logistic, uint32_t *restrict started) {
    uint8_t lucky[CHUNK];
    int32_t needy[CHUNK + 16];
    uint32_t luck[CHUNK];
    const uint32_t need = r->need, hear_base = r->hear_base, hear_slope = r->hear_slope;
    const uint32_t n0 = key[0], n1 = key[1], h0 = key[2], h1 = key[3];
    int64_t begun = 0;
    for (int64_t start = first; start < last; start += CHUNK) {
        int size = (int)(last - start < CHUNK ? last - start : CHUNK), count, tries = 0;
        uint16_t *tr = trust + start;
        uint8_t *bo = bond + start;
        const uint32_t base = (uint32_t)start;
        memset(lucky + size, 0, CHUNK - size);
        /* Whoever knows draws for a need, whoever does not draws for hearing. */
        for (int j = 0; j < size; j++) {
            uint32_t word = bo[j], aware = word & AWARE, bound = hear_base + hear_slope * (word & USERS);
            lucky[j] = mix3(base + j, aware ? n0 : h0, aware ? n1 : h1) < (aware ? need : bound);
        }
        int marked = positions(size, lucky, needy);
        count = 0;
        for (int c = 0; c < marked; c++) {
            int j = needy[c], needs = 1;
            if (!(bo[j] & AWARE)) {
                needs = 0;
                if (mix3(base + j, h0, h1) < r->hear[bo[j] & USERS]) {
                    bo[j] |= AWARE;
                    needs = mix3(base + j, n0, n1) < need;
                }
            }
            needy[count] = j;
            count += needs;
        }
        for (int c = 0; c < count; c++) luck[c] = mix3(base + needy[c], key[4], key[5]);
        for (int c = 0; c < count; c++) {
            int j = needy[c];
            int32_t value = fixed[start + j] + (int32_t)(tr[j] * r->trust >> 16) + (bo[j] & USERS) * (int32_t)r->peer;
            needy[tries] = j;
            tries += luck[c] < logistic[value + 8192];
        }
        for (int c = 0; c < tries; c++) luck[c] = mix3(base + needy[c], key[6], key[7]);
        for (int c = 0; c < tries; c++) {
            int j = needy[c];
            uint32_t now = tr[j];
            int succeeds = luck[c] < r->succeed + r->by_literacy * literacy[start + j];
            uint32_t up = (65535u - now) * r->gain >> 16, down = now * r->loss >> 16;
            tr[j] = (uint16_t)(succeeds ? now + up : now - down);
            started[begun] = base + j;
            begun += succeeds & !(bo[j] & ADOPTER);
            bo[j] |= succeeds ? ADOPTER : 0;
        }
    }
    return begun;
}

/* All months; seconds are measured by the caller. Returns 0, or 1 when memory is short. */
int run(int64_t slots, int64_t months, int threads, uint16_t *trust, const int16_t *fixed, const uint8_t *literacy,
        uint8_t *bond, const uint32_t *keys, const Rules *rules, const uint32_t *logistic, const Ties *ties) {
    static int64_t edge[THREADS + 1], told[THREADS];
    static uint32_t *outbox[THREADS];
    int short_of_memory = 0;
    int64_t chunks = (slots + CHUNK - 1) / CHUNK;
    if (threads > THREADS) return 1;
    for (int w = 0; w <= threads; w++) {
        int64_t e = chunks * w / threads * CHUNK;
        edge[w] = e < slots ? e : slots;
    }
#pragma omp parallel num_threads(threads)
    {
        int w = omp_get_thread_num();
        int64_t first = edge[w], last = edge[w + 1];
        uint32_t *started = malloc((last - first + 1) * sizeof *started);
        outbox[w] = malloc(((last - first) * ties->far + MOST * MOST) * sizeof **outbox);
        if (!started || !outbox[w]) {
#pragma omp atomic write
            short_of_memory = 1;
        }
#pragma omp barrier
        for (int64_t m = -1; m < months && !short_of_memory; m++) {
            int64_t begun = 0;
            if (m < 0) {
                for (int64_t i = first; i < last; i++)
                    if (bond[i] & ADOPTER) started[begun++] = (uint32_t)i;
            } else
                begun = act(first, last, trust, fixed, literacy, bond, keys + 8 * m, rules, logistic, started);
            told[w] = tell(first, last, begun, started, bond, ties, outbox[w]);
#pragma omp barrier
            for (int o = 0; o < threads; o++)
                for (int64_t e = 0; e < told[o]; e++)
                    if (first <= outbox[o][e] && outbox[o][e] < last) bond[outbox[o][e]]++;
#pragma omp barrier
        }
        free(started);
        free(outbox[w]);
    }
    return short_of_memory;
}
