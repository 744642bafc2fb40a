/* Workload W by hand: what a C programmer would write for this one model, to measure Denshi against.
 *
 * The same model, generator and ties as simulation/diffusion and agents/networks/small_world.py, so the columns
 * must end equal to the last bit. Compiled by the benchmark: cc -O3 -march=native -fopenmp -ffp-contract=off.
 */
#include <omp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { USERS = 15, AWARE = 16, ADOPTER = 32, CHUNK = 8192, MOST = 16, THREADS = 256 };

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

static inline int ties_of(int64_t slot, const Ties *t, int64_t *out) {
    int count = 0;
    for (int d = 1; d <= t->half; d++) {
        const uint32_t *key = t->ring_keys + 2 * (d - 1);
        int64_t before = around(slot - d, t->slots);
        out[count] = around(slot + d, t->slots);
        count += (int64_t)mix3((uint32_t)slot, key[0], key[1]) < t->ring_keep;
        out[count] = before;
        count += (int64_t)mix3((uint32_t)before, key[0], key[1]) < t->ring_keep;
    }
    int near = count;
    for (int k = 0; k < t->far; k++) {
        int64_t other = partner(slot, t->far_keys + 16 * k, t->bits, t->far_keep, t->slots);
        int64_t apart = llabs(other - slot);
        if (t->slots - apart < apart) apart = t->slots - apart;
        int known = other < 0 || apart <= t->half;
        for (int j = near; j < count; j++) known |= out[j] == other;
        out[count] = other;
        count += !known;
    }
    return count;
}

/* One month of the slots [first, last); starters go to `started`; returns their number. */
static int64_t act(int64_t first, int64_t last, uint16_t *restrict trust, const int16_t *restrict fixed,
                   const uint8_t *restrict literacy, uint8_t *restrict bond, const uint32_t *restrict key,
                   const Rules *restrict r, const uint32_t *restrict logistic, uint32_t *restrict started) {
    uint8_t needs[CHUNK], hears[CHUNK];
    int32_t needy[CHUNK];
    uint32_t luck[CHUNK];
    const uint32_t need = r->need, hear_base = r->hear_base, hear_slope = r->hear_slope;
    const uint32_t n0 = key[0], n1 = key[1], h0 = key[2], h1 = key[3];
    int64_t begun = 0;
    for (int64_t start = first; start < last; start += CHUNK) {
        int size = (int)(last - start < CHUNK ? last - start : CHUNK), count = 0, tries = 0;
        uint16_t *tr = trust + start;
        uint8_t *bo = bond + start;
        const uint32_t base = (uint32_t)start;
        memset(hears + size, 0, CHUNK - size);
        /* Whoever knows draws for a need, whoever does not draws for hearing. */
        for (int j = 0; j < size; j++) {
            uint32_t word = bo[j], aware = word & AWARE, bound = hear_base + hear_slope * (word & USERS);
            uint32_t draw = mix3(base + j, aware ? n0 : h0, aware ? n1 : h1);
            uint8_t lucky = draw < (aware ? need : bound);
            needs[j] = aware ? lucky : 0;
            hears[j] = aware ? 0 : lucky;
        }
        for (int e = 0; e < (size + 7) / 8; e++) {
            uint64_t eight;
            memcpy(&eight, hears + 8 * e, 8);
            for (int j = 8 * e; eight; j++, eight >>= 8)
                if ((eight & 1) && mix3(base + j, h0, h1) < r->hear[bo[j] & USERS]) {
                    bo[j] |= AWARE;
                    needs[j] = mix3(base + j, n0, n1) < need;
                }
        }
        for (int j = 0; j < size; j++) {
            needy[count] = j;
            count += needs[j];
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
        int64_t first = edge[w], last = edge[w + 1], out[MOST];
        uint32_t *started = malloc((last - first + 1) * sizeof *started);
        outbox[w] = malloc(((last - first) * (ties->far + 1) + 2 * MOST) * sizeof **outbox);
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
            told[w] = 0;
            for (int64_t e = 0; e < begun; e++) {
                int degree = ties_of(started[e], ties, out);
                for (int j = 0; j < degree; j++)
                    if (first <= out[j] && out[j] < last) bond[out[j]]++;
                    else outbox[w][told[w]++] = (uint32_t)out[j];
            }
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
