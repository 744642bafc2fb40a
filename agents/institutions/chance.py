"""Normal numbers and powers with the same bits on every machine.

The quantile of the normal distribution is algorithm AS 241 (Wichura 1988, PPND16): two rational
functions, a logarithm and a square root. Draws have 32 bits, so its far tail is never reached.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.exact import exp, log

_A = np.array([
    3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
    4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3,
])
_B = np.array([
    1.0, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
    2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3,
])
_C = np.array([
    1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
    1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4,
])
_D = np.array([
    1.0, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
    1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.4759380849953449460e-4, 1.05075007164441684324e-9,
])


@njit
def _horner(coefficients, x):
    total = 0.0
    for k in range(7, -1, -1):
        total = total * x + coefficients[k]
    return total


@njit
def quantile(p):
    """Quantile of the standard normal distribution, 0 < p < 1."""
    q = p - 0.5
    if -0.425 <= q <= 0.425:
        r = 0.180625 - q * q
        return q * _horner(_A, r) / _horner(_B, r)
    r = np.sqrt(-log(p if q < 0.0 else 1.0 - p)) - 1.6
    z = _horner(_C, r) / _horner(_D, r)
    return -z if q < 0.0 else z


@njit(cache=True)
def normals(draws, out):
    """Standard normal numbers of draws. draws : (n,) uint32, read; out : (n,) float64, written."""
    for i in range(draws.size):
        out[i] = quantile((np.float64(draws[i]) + 0.5) / 4294967296.0)


@njit
def power(base, exponent):
    """``base ** exponent`` for base >= 0; a power of 0 is 0 unless the exponent is 0."""
    if exponent == 0.0:
        return 1.0
    if base <= 0.0:
        return 0.0
    return exp(exponent * log(base))


@njit(cache=True)
def powers(base, exponent, out):
    """``power`` of each element. base : (n,) float64, read; out : (n,) float64, written."""
    for i in range(base.size):
        out[i] = power(base[i], exponent)


@njit(cache=True)
def error_factors_of_mean_one(normal, spread, out):
    """exp(spread * normal - spread^2 / 2), whose mean is 1.

    normal, spread : (n,) float64, read; out : (n,) float64, written
    """
    for i in range(normal.size):
        out[i] = exp(spread[i] * normal[i] - 0.5 * spread[i] * spread[i])
