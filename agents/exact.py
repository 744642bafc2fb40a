"""Exponential, logarithm and logistic that give the same bits on every machine.

The ``exp`` and ``log`` of the C library differ by a last place between processors, and one last
place can flip a citizen. Here they are plain sums and products of double precision numbers, which
IEEE 754 fixes, so a run on a laptop equals a run on a server. Accuracy is about 1e-15 relative.
"""

from __future__ import annotations

import numpy as np
from numba import njit

LN2 = 0.6931471805599453
_LN2_HIGH = 0.6931471803691238
_LN2_LOW = 1.9082149292705877e-10
_PER_LN2 = 1.4426950408889634
# 1/k!, the Taylor coefficients of exp.
_C2, _C3, _C4, _C5 = 1 / 2, 1 / 6, 1 / 24, 1 / 120
_C6, _C7, _C8, _C9 = 1 / 720, 1 / 5040, 1 / 40320, 1 / 362880
_C10, _C11, _C12, _C13 = 1 / 3628800, 1 / 39916800, 1 / 479001600, 1 / 6227020800


@njit(cache=True)
def exp(x):
    """e**x for a double; 0 below -700, the value at 700 above."""
    if x < -700.0:
        return 0.0
    if x > 700.0:
        x = 700.0
    n = int(np.floor(x * _PER_LN2 + 0.5))
    r = (x - n * _LN2_HIGH) - n * _LN2_LOW
    total = 1.0 + r * (
        1.0
        + r
        * (
            _C2
            + r
            * (
                _C3
                + r
                * (
                    _C4
                    + r
                    * (
                        _C5
                        + r
                        * (
                            _C6
                            + r
                            * (_C7 + r * (_C8 + r * (_C9 + r * (_C10 + r * (_C11 + r * (_C12 + r * _C13))))))
                        )
                    )
                )
            )
        )
    )
    scale = 1.0
    base = 2.0 if n >= 0 else 0.5
    m = n if n >= 0 else -n
    while m > 0:
        if m & 1:
            scale = scale * base
        base = base * base
        m >>= 1
    return total * scale


@njit(cache=True)
def log(x):
    """Natural logarithm of a positive double; raises ValueError when compiled off and x <= 0."""
    if x <= 0.0:
        return -745.0
    n = 0
    while x > 1.4142135623730951:
        x = x * 0.5
        n += 1
    while x < 0.7071067811865476:
        x = x * 2.0
        n -= 1
    z = (x - 1.0) / (x + 1.0)
    square = z * z
    power = z
    total = 0.0
    for k in range(1, 24, 2):
        total = total + power / k
        power = power * square
    return 2.0 * total + n * LN2


@njit(cache=True)
def logistic(x):
    """Λ(x) = 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + exp(-x))


@njit(cache=True)
def logit(p):
    """ln(p / (1 - p)) for 0 < p < 1."""
    return log(p / (1.0 - p))


@njit(cache=True)
def threshold(p):
    """The uint32 threshold of a probability, as int64 (0 .. 2**32 - 1); see ``agents.draws``."""
    if p <= 0.0:
        return np.int64(0)
    scaled = np.floor(p * 4294967296.0 + 0.5)
    if scaled >= 4294967295.0:
        return np.int64(4294967295)
    return np.int64(scaled)


def _exp_array(x: np.ndarray) -> np.ndarray:
    """``exp`` of a whole array by the same sums and products, so with the same bits, without the compiler."""
    n = np.floor(x * _PER_LN2 + 0.5)
    r = (x - n * _LN2_HIGH) - n * _LN2_LOW
    total = np.full(x.shape, _C13)
    for c in (_C12, _C11, _C10, _C9, _C8, _C7, _C6, _C5, _C4, _C3, _C2, 1.0, 1.0):
        total = c + r * total
    return np.ldexp(total, n.astype(np.int64))


def _logistic_table() -> np.ndarray:
    nodes = 1.0 / (1.0 + _exp_array(-(np.arange(4098) / 256.0 - 8.0)))
    nodes.setflags(write=False)
    return nodes


LOGISTIC_TABLE = _logistic_table()
"""Λ at 4,097 nodes of [-8, 8] (and one beyond), spacing 1/256."""


@njit
def logistic_table(x, table):
    """Λ(x) by linear interpolation in ``LOGISTIC_TABLE``; error below 2e-7, clamped outside [-8, 8]."""
    position = (x + 8.0) * 256.0
    if position <= 0.0:
        return table[0]
    if position >= 4096.0:
        return table[4096]
    k = int(position)
    w = position - k
    return table[k] + w * (table[k + 1] - table[k])
