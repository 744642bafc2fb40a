/* Memory bandwidth beside the kernels: how fast this machine can read and write the columns at all.
 *
 * `touch` streams what one month of workload W must move (trust read and written, the other columns read) with
 * one addition in place of the model: the floor that no program with these columns can go below.
 */
#include <stdint.h>

void triad(int64_t n, int threads, double *restrict a, const double *restrict b, const double *restrict c) {
#pragma omp parallel for num_threads(threads) schedule(static)
    for (int64_t i = 0; i < n; i++) a[i] = b[i] + 3.0 * c[i];
}

void touch(int64_t n, int threads, uint16_t *restrict trust, const int16_t *restrict fixed,
           const uint8_t *restrict literacy, uint8_t *restrict bond) {
#pragma omp parallel for num_threads(threads) schedule(static)
    for (int64_t i = 0; i < n; i++) {
        trust[i] = (uint16_t)(trust[i] + fixed[i] + literacy[i]);
        bond[i] = (uint8_t)(bond[i] + literacy[i]);
    }
}
