"""Push: whoever started or stopped using a service tells the neighbours' counters, at the month's end.

Everybody decided on last month's counters; now they change. Each tie is walked once per start or
stop instead of every month, which is what makes the step cheap, and integer additions commute, so
the order in which slots are walked changes nothing.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.networks.implicit import block_of, long_bits, long_keep, ties_of


@njit(inline="always", _nrt=False)
def change_of(starts, stops):
    """What one slot adds to each neighbour's word of eight four-bit counters (a signed integer)."""
    step = np.int64(0)
    for family in range(8):
        step += (((np.int64(starts) >> family) & 1) - ((np.int64(stops) >> family) & 1)) << (4 * family)
    return step


@njit(inline="always", _nrt=False)
def bits_in(byte):
    """Number of bits set in an integer 0-255."""
    pairs = byte - ((byte >> 1) & 0x55)
    fours = (pairs & 0x33) + ((pairs >> 2) & 0x33)
    return (fours + (fours >> 4)) & 0x0F


@njit(nogil=True, cache=True, _nrt=False)
def carry_marks(slots, columns, block_start, keys, bits, keep, buffer, work):
    """``push_marks`` with its working memory: buffer (16,) int64."""
    b, begun, ended = 0, 0, 0
    # Eight slots at a glance: in most months most of them change nothing.
    starting = columns.starts[: slots // 8 * 8].view(np.uint64)
    stopping = columns.stops[: slots // 8 * 8].view(np.uint64)
    for eight in range(starting.size + 1):
        if eight < starting.size and (starting[eight] | stopping[eight]) == 0:
            continue
        for i in range(8 * eight, min(8 * eight + 8, slots)):
            starts, stops = np.int64(columns.starts[i]), np.int64(columns.stops[i])
            if starts | stops == 0:
                continue
            step = change_of(starts, stops)
            columns.starts[i] = 0
            columns.stops[i] = 0
            begun += bits_in(starts)
            ended += bits_in(stops)
            if step == 0:
                continue
            b = block_of(i, block_start, b)
            first, last = np.int64(block_start[b]), np.int64(block_start[b + 1])
            degree = ties_of(np.int64(i), first, last, columns.who, keys, slots, bits, keep, buffer)
            for j in range(degree):
                other = buffer[j]
                columns.near[other] = np.uint32((np.int64(columns.near[other]) + step) & 0xFFFFFFFF)
    work[6] += begun
    work[7] += ended


@njit(nogil=True, cache=True)
def push_marks(slots, columns, block_start, keys, work):
    """Carries all marked starts and stops to the neighbours of the implicit network and clears the marks.

    work : (8,) int64   entries 6 and 7 count the starts and stops carried
    """
    bits = long_bits(slots)
    buffer = np.empty(16, np.int64)
    carry_marks(slots, columns, block_start, keys, bits, long_keep(slots, bits), buffer, work)


@njit(nogil=True, cache=True)
def push_marks_explicit(slots, columns, indptr, indices, work):
    """The same over an explicit graph in compressed rows; degrees must not exceed 15."""
    for i in range(slots):
        starts, stops = columns.starts[i], columns.stops[i]
        if starts == 0 and stops == 0:
            continue
        step = change_of(starts, stops)
        columns.starts[i] = 0
        columns.stops[i] = 0
        for family in range(8):
            work[6] += (np.int64(starts) >> family) & 1
            work[7] += (np.int64(stops) >> family) & 1
        for e in range(indptr[i], indptr[i + 1]):
            other = indices[e]
            columns.near[other] = np.uint32((np.int64(columns.near[other]) + step) & 0xFFFFFFFF)
