"""Cross: starts and stops whose neighbours live in another shard.

Within a shard the neighbours' counters change at once, as in ``push``. A far friend beyond the cut is put
on a list that is handed over, and added there. Additions commute, so who comes first changes nothing.
"""

from __future__ import annotations

import numpy as np
from numba import njit

from agents.networks.implicit import block_of, long_bits, long_keep, ties_of
from simulation.kernels.push import bits_in, change_of


@njit(inline="always", _nrt=False)
def tell(others, degree, starts, stops, first, last, near, count, target, begun, ended):
    """Changes the counters of ``degree`` neighbours, or lists those outside [first, last); new length."""
    step = change_of(starts, stops)
    for j in range(degree):
        other = np.int64(others[j])
        if first <= other < last:
            near[other] = np.uint32((np.int64(near[other]) + step) & 0xFFFFFFFF)
        else:
            target[count] = other
            begun[count] = starts
            ended[count] = stops
            count += 1
    return count


@njit(nogil=True, cache=True, _nrt=False)
def list_marked(first, last, columns, listed):
    """Lists those of the slots [first, last) that started or stopped anything; returns how many.

    listed : (n,) uint32   written as far as it reaches; a first call with n = 0 tells how long it must be
    """
    # Eight slots at a glance: in most months most of them change nothing.
    whole = columns.starts.size // 8
    starting = columns.starts[: 8 * whole].view(np.uint64)
    stopping = columns.stops[: 8 * whole].view(np.uint64)
    count = 0
    for eight in range(first // 8, (last + 7) // 8):
        if eight < whole and (starting[eight] | stopping[eight]) == 0:
            continue
        for i in range(max(first, 8 * eight), min(last, 8 * eight + 8)):
            if columns.starts[i] | columns.stops[i] != 0:
                if count < listed.size:
                    listed[count] = i
                count += 1
    return count


@njit(nogil=True, cache=True)
def push_across(listed, first, last, slots, columns, block_start, keys, work, target, begun, ended):
    """Carries the marks of ``listed`` over the implicit network, and clears them; returns how many cross.

    listed : (m,) uint32           slots with marks, of the shard's slots [first, last)
    slots : int                    of the whole population
    work : (8,) int64              entries 6 and 7 count the starts and stops carried
    target : (n,) uint32           written; slots beyond the cut, n at least three for each listed slot
    begun, ended : (n,) uint8      written; families that the friend of ``target`` started and stopped
    """
    bits = long_bits(slots)
    keep = long_keep(slots, bits)
    buffer = np.empty(16, np.int64)
    count, b = 0, 0
    for e in range(listed.size):
        i = np.int64(listed[e])
        starts, stops = np.int64(columns.starts[i]), np.int64(columns.stops[i])
        columns.starts[i] = 0
        columns.stops[i] = 0
        work[6] += bits_in(starts)
        work[7] += bits_in(stops)
        if starts == stops:
            continue
        b = block_of(i, block_start, b)
        low, high = np.int64(block_start[b]), np.int64(block_start[b + 1])
        degree = ties_of(i, low, high, columns.who, keys, slots, bits, keep, buffer)
        count = tell(buffer, degree, starts, stops, first, last, columns.near, count, target, begun, ended)
    return count


@njit(nogil=True, cache=True)
def push_across_explicit(listed, first, last, columns, indptr, indices, work, target, begun, ended):
    """The same over an explicit graph; n at least the ties of all listed slots."""
    count = 0
    for e in range(listed.size):
        i = np.int64(listed[e])
        starts, stops = np.int64(columns.starts[i]), np.int64(columns.stops[i])
        columns.starts[i] = 0
        columns.stops[i] = 0
        work[6] += bits_in(starts)
        work[7] += bits_in(stops)
        others = indices[indptr[i] : indptr[i + 1]]
        count = tell(
            others, others.size, starts, stops, first, last, columns.near, count, target, begun, ended
        )
    return count


@njit(nogil=True, cache=True, _nrt=False)
def receive(target, begun, ended, near):
    """Adds what came over the cut to the counters ``near`` (N,) uint32."""
    for e in range(target.size):
        other = np.int64(target[e])
        step = change_of(np.int64(begun[e]), np.int64(ended[e]))
        near[other] = np.uint32((np.int64(near[other]) + step) & 0xFFFFFFFF)
