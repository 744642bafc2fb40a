"""The month of one innovation: who hears of it, who needs it, who tries, and how it goes.

The stages of the society's month (scan, list, act, push) for a single service, with six bytes a citizen and
whole numbers only, so that C, Numba and plain Python give the same bits. A chunk is scanned without branches;
whoever needs the service or may hear of it goes on short lists; only they are looked at further. Everybody
decides on last month's counters, because what starts is pushed to the neighbours after the scan.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from agents.draws import mix3
from agents.networks.involutions import NOBODY
from agents.networks.small_world import around, far_ties, ring_ties

USERS = 15
"""The part of a bond byte that counts the neighbours who have adopted."""
AWARE, ADOPTER = 16, 32
"""Flags of a bond byte."""

SCANNED, NEEDY, HEARING, HEARD, TRIED, ADOPTED, PUSHED, TOLD = range(8)
"""Work of one month: slots scanned; people on the list of needs, on the list of hearing; who heard; attempts;
first successes; ties walked; ties that led to another thread's slots (the only count that threads change)."""


BATCH = 512
"""Starts whose ties are worked out together."""


class People(NamedTuple):
    """The citizens' columns: six bytes each. N slots.

    trust : (N,) uint16     trust in steps of 2**-16, written
    fixed : (N,) int16      the part of the value of trying that never changes, logits in steps of 1/512
    literacy : (N,) uint8   in steps of 1/256
    bond : (N,) uint8       adopting neighbours (4 bits), AWARE, ADOPTER; written
    """

    trust: np.ndarray
    fixed: np.ndarray
    literacy: np.ndarray
    bond: np.ndarray


class Rules(NamedTuple):
    """The numbers of the model as integers; thresholds are in 2**-32, see ``simulation.diffusion.society``.

    need : uint32                   threshold of a need
    hear_base, hear_slope : uint32  a bound of ``hear`` that is linear in the neighbours who have adopted
    hear : (16,) uint32             threshold of hearing by adopting neighbours
    trust, peer : int32             logits / 512 of full trust; of one adopting neighbour
    succeed, by_literacy : uint32   threshold of success at literacy 0; for each step of literacy
    gain, loss : uint32             moves of trust in 2**-16 of the way to 1, or to 0
    logistic : (16384,) uint32      threshold by value in steps of 1/512 logit, from -16
    """

    need: np.uint32
    hear_base: np.uint32
    hear_slope: np.uint32
    hear: np.ndarray
    trust: np.int32
    peer: np.int32
    succeed: np.uint32
    by_literacy: np.uint32
    gain: np.uint32
    loss: np.uint32
    logistic: np.ndarray


class Desk(NamedTuple):
    """Working memory of one thread; the lists of starts and of messages are as long as its slots.

    lucky : (chunk,) uint8, 0 or 1; listed : (chunk,) uint32 offsets; value : (chunk,) int32
    luck : (chunk,) uint32; started, outbox : uint32 slots
    kept : (degree, BATCH) uint8; far : (f, BATCH) int64, see ``small_world.ring_ties`` and ``far_ties``
    """

    lucky: np.ndarray
    listed: np.ndarray
    value: np.ndarray
    luck: np.ndarray
    started: np.ndarray
    outbox: np.ndarray
    kept: np.ndarray
    far: np.ndarray


NEED, HEAR, TRY, SUCCEED = range(4)
"""Rows of a month's stream keys (4, 2) uint32."""


@njit(_nrt=False)
def scan(start, size, bond, keys, rules, desk):
    """Marks who has a need and knows of the service, and who may hear of it, without a branch.

    Whoever knows draws for a need, whoever does not draws for hearing: one draw a citizen.
    """
    lucky = desk.lucky
    n0, n1 = keys[NEED, 0], keys[NEED, 1]
    h0, h1 = keys[HEAR, 0], keys[HEAR, 1]
    need, base, slope = rules.need, rules.hear_base, rules.hear_slope
    first = np.uint32(start)
    for j in range(size):
        word = np.uint32(bond[j])
        aware = np.uint32(word & np.uint32(AWARE)) != np.uint32(0)
        bound = np.uint32(base + np.uint32(slope * np.uint32(word & np.uint32(USERS))))
        draw = mix3(np.uint32(first + np.uint32(j)), n0 if aware else h0, n1 if aware else h1)
        lucky[j] = np.uint8(1) if draw < (need if aware else bound) else np.uint8(0)


@njit(_nrt=False)
def gather(size, desk):
    """Offsets of the marked, in order; returns their number."""
    lucky, listed = desk.lucky, desk.listed
    # An unsigned index needs no look at its sign.
    count = np.uint64(0)
    for j in range(size):
        listed[count] = np.uint32(j)
        count += np.uint64(lucky[j])
    return np.int64(count)


@njit(_nrt=False)
def hear(start, count, bond, keys, rules, desk, work):
    """Who hears of the service this month knows of it at once; the list is shortened to those with a need."""
    listed = desk.listed
    n0, n1 = keys[NEED, 0], keys[NEED, 1]
    h0, h1 = keys[HEAR, 0], keys[HEAR, 1]
    first = np.uint32(start)
    needy = np.uint64(0)
    hearing, heard = 0, 0
    for c in range(count):
        offset = listed[c]
        word = bond[np.uint64(offset)]
        needs = np.uint64(1)
        if word & np.uint8(AWARE) == 0:
            hearing += 1
            needs = np.uint64(0)
            who = np.uint32(first + offset)
            if mix3(who, h0, h1) < rules.hear[word & np.uint8(USERS)]:
                heard += 1
                bond[np.uint64(offset)] = np.uint8(word | np.uint8(AWARE))
                needs = np.uint64(1) if mix3(who, n0, n1) < rules.need else np.uint64(0)
        listed[needy] = offset
        needy += needs
    work[HEARING] += hearing
    work[HEARD] += heard
    return np.int64(needy)


@njit(_nrt=False)
def choose(start, count, people, keys, rules, desk):
    """Who of the needy tries: a logistic choice; the list is shortened to them."""
    needy, value, luck = desk.listed, desk.value, desk.luck
    trust, fixed, bond = people.trust, people.fixed, people.bond
    by_trust, by_peer = np.int64(rules.trust), np.int32(rules.peer)
    first = np.uint32(start)
    t0, t1 = keys[TRY, 0], keys[TRY, 1]
    for c in range(count):
        luck[c] = mix3(np.uint32(first + needy[c]), t0, t1)
    for c in range(count):
        j = np.uint64(needy[c])
        believed = np.int32(np.int64(np.int64(trust[j]) * by_trust) >> np.int64(16))
        known = np.int32(np.int32(bond[j] & np.uint8(USERS)) * by_peer)
        value[c] = np.int32(np.int32(fixed[j]) + believed + known)
    tries = np.uint64(0)
    for c in range(count):
        odds = rules.logistic[np.uint32(value[c] + np.int32(8192))]
        needy[tries] = needy[c]
        tries += np.uint64(1) if luck[c] < odds else np.uint64(0)
    return np.int64(tries)


@njit(_nrt=False)
def attempt(start, tries, people, keys, rules, desk, begun):
    """How the trials go: success raises trust and makes an adopter for good, failure lowers trust.

    Returns the number of slots on ``desk.started`` after those of this chunk have joined it.
    """
    trust, literacy, bond = people.trust, people.literacy, people.bond
    needy, luck, started = desk.listed, desk.luck, desk.started
    s0, s1 = keys[SUCCEED, 0], keys[SUCCEED, 1]
    first = np.uint32(start)
    for c in range(tries):
        luck[c] = mix3(np.uint32(first + needy[c]), s0, s1)
    for c in range(tries):
        j = np.uint64(needy[c])
        chance = np.uint32(rules.succeed + np.uint32(rules.by_literacy * np.uint32(literacy[j])))
        succeeds = luck[c] < chance
        now = np.uint32(trust[j])
        up = np.uint32(np.uint32(np.uint32(65535) - now) * rules.gain) >> np.uint32(16)
        down = np.uint32(now * rules.loss) >> np.uint32(16)
        trust[j] = np.uint16(now + up) if succeeds else np.uint16(now - down)
        word = bond[j]
        started[begun] = np.uint32(first + needy[c])
        begun += np.int64(succeeds) & np.int64((word & np.uint8(ADOPTER)) == 0)
        bond[j] = np.uint8(word | np.uint8(ADOPTER)) if succeeds else word
    return begun


@njit(_nrt=False)
def tell(first, last, slots, begun, bond, network, desk, work):
    """Carries the starts of one thread to the neighbours among its own slots; returns the messages to others.

    network : (ring_keys, ring_keep, far_keys, far_keep, bits) as in ``small_world.ties_of``
    """
    ring_keys, ring_keep, far_keys, far_keep, bits = network
    half, fars = np.int64(ring_keys.shape[0]), np.int64(far_keys.shape[0])
    kept, far = desk.kept, desk.far
    messages, walked = 0, 0
    for batch in range(0, begun, BATCH):
        started = desk.started[batch : min(batch + BATCH, begun)]
        ring_ties(started, slots, ring_keys, ring_keep, kept)
        far_ties(started, slots, half, far_keys, far_keep, bits, far)
        for e in range(started.size):
            slot = np.int64(started[e])
            if first + half <= slot < last - half:
                for d in range(half):
                    bond[slot + d + 1] = np.uint8(bond[slot + d + 1] + kept[2 * d, e])
                    bond[slot - d - 1] = np.uint8(bond[slot - d - 1] + kept[2 * d + 1, e])
                    walked += np.int64(kept[2 * d, e]) + np.int64(kept[2 * d + 1, e])
            else:
                for d in range(half):
                    for way in range(2):
                        if kept[2 * d + way, e]:
                            other = around(slot + (d + 1 if way == 0 else -d - 1), slots)
                            walked += 1
                            if first <= other < last:
                                bond[other] = np.uint8(bond[other] + np.uint8(1))
                            else:
                                desk.outbox[messages] = np.uint32(other)
                                messages += 1
        for k in range(fars):
            for e in range(started.size):
                other = far[k, e]
                if other == NOBODY:
                    continue
                walked += 1
                if first <= other < last:
                    bond[other] = np.uint8(bond[other] + np.uint8(1))
                else:
                    desk.outbox[messages] = np.uint32(other)
                    messages += 1
    work[PUSHED] += walked
    work[TOLD] += messages
    return messages


@njit(nogil=True, cache=True, _nrt=False)
def deliver(first, last, bond, outbox, messages):
    """Adds the messages of another thread to the slots [first, last)."""
    for e in range(messages):
        other = np.int64(outbox[e])
        if first <= other < last:
            bond[other] = np.uint8(bond[other] + np.uint8(1))


@njit(nogil=True, cache=True, _nrt=False)
def month(first, last, slots, chunk, people, keys, rules, network, desk, work):
    """One month of the slots [first, last); returns the number of messages left for other threads.

    keys : (4, 2) uint32   stream keys of the month;  work : (8,) int64   counts, added to
    """
    begun = 0
    for start in range(first, last, chunk):
        stop = min(start + chunk, last)
        size = stop - start
        piece = People(
            people.trust[start:stop],
            people.fixed[start:stop],
            people.literacy[start:stop],
            people.bond[start:stop],
        )
        scan(start, size, piece.bond, keys, rules, desk)
        marked = gather(size, desk)
        count = hear(start, marked, piece.bond, keys, rules, desk, work)
        tries = choose(start, count, piece, keys, rules, desk)
        begun = attempt(start, tries, piece, keys, rules, desk, begun)
        work[SCANNED] += size
        work[NEEDY] += count
        work[TRIED] += tries
    work[ADOPTED] += begun
    return tell(first, last, slots, begun, people.bond, network, desk, work)
