"""The implicit network: mutual, simple, bounded, and pushed exposure equals counting."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from agents import networks
from agents.columns import FIELDS
from agents.networks import implicit
from agents.networks.implicit import ImplicitNetwork
from agents.networks.involutions import involution_keys

ROOT = Path(networks.__file__).parents[2]
TIES = FIELDS["ties"]


def ties(network: ImplicitNetwork) -> list[list[int]]:
    return [network.neighbours(i).tolist() for i in range(network.slots)]


def households(network: ImplicitNetwork) -> list[int]:
    """Number of the household of every slot, counted from the head bits."""
    heads = (network.who >> np.uint32(FIELDS["head"].shift)) & np.uint32(1)
    return np.cumsum(heads, dtype=np.int64).tolist()


def test_every_tie_is_mutual(network: ImplicitNetwork) -> None:
    known = ties(network)
    assert all(i in known[j] for i, others in enumerate(known) for j in others)


def test_nobody_is_tied_to_themselves_or_twice_to_the_same_person(network: ImplicitNetwork) -> None:
    for slot, others in enumerate(ties(network)):
        assert slot not in others
        assert len(set(others)) == len(others)
        assert all(0 <= other < network.slots for other in others)


def test_the_degree_stays_within_the_exposure_counter(network: ImplicitNetwork) -> None:
    most = max(len(others) for others in ties(network))
    assert most <= implicit.HOUSEHOLD - 1 + 4 + implicit.LONG <= networks.MOST_TIES


def test_the_ties_bits_hold_the_counted_degree_and_leave_other_bits_alone(network: ImplicitNetwork) -> None:
    who = network.who | np.uint32(0x8000_0001) | np.uint32(15 << TIES.shift)
    network.fill_ties(who)
    written = (who >> np.uint32(TIES.shift)) & np.uint32(15)
    assert written.tolist() == [len(others) for others in ties(network)] == network.degrees().tolist()
    rest = np.uint32(0xFFFF_FFFF ^ (15 << TIES.shift))
    assert np.array_equal(who & rest, (network.who | np.uint32(0x8000_0001)) & rest)


def test_people_of_one_home_are_tied_up_to_seven(town: ImplicitNetwork) -> None:
    known = ties(town)
    homes = households(town)
    for slot in range(town.slots):
        around = range(max(slot - 8, 0), min(slot + 9, town.slots))
        home = [i for i in around if homes[i] == homes[slot]]
        first_seven = set(home[: implicit.HOUSEHOLD])
        if slot in first_seven:
            assert first_seven - {slot} <= set(known[slot])


def test_the_street_goes_round_the_corner_of_its_block_and_never_beyond(town: ImplicitNetwork) -> None:
    for start, stop in zip(town.block_start[:-1].tolist(), town.block_start[1:].tolist(), strict=True):
        for slot in (start, start + 3, stop - 1):
            street = {start + (slot - start + d) % (stop - start) for d in (-8, -7, 7, 8)}
            assert street <= set(town.neighbours(slot).tolist())


def test_far_friends_number_one_and_a_half_whatever_the_size_of_the_country() -> None:
    for slots in (40_000, 65_536, 70_000):
        who = np.full(slots, 1 << FIELDS["head"].shift, np.uint32)
        blocks = np.arange(0, slots + 1, 8, dtype=np.int64)  # singles in streets too short to have ties
        far = ImplicitNetwork(who, blocks, implicit.network_keys(4)).degrees().mean()
        assert far == pytest.approx(1.5, abs=4 * np.sqrt(3 / 4 * 2 / slots))


def test_far_friends_live_anywhere() -> None:
    slots = 1 << 16
    who = np.full(slots, 1 << FIELDS["head"].shift, np.uint32)
    network = ImplicitNetwork(who, np.arange(0, slots + 1, 16, dtype=np.int64), implicit.network_keys(4))
    pairs = np.array([(i, j) for i in range(0, slots, 16) for j in network.neighbours(i).tolist()])
    cells = np.bincount((pairs[:, 0] >> 12) * 16 + (pairs[:, 1] >> 12), minlength=256)
    expected = len(pairs) / 256
    assert ((cells - expected) ** 2 / expected).sum() < 255 + 5 * np.sqrt(2 * 255)


def test_another_seed_gives_other_far_friends(town: ImplicitNetwork) -> None:
    other = ImplicitNetwork(town.who, town.block_start, implicit.network_keys(99))
    same = sum(set(town.neighbours(i)) == set(other.neighbours(i)) for i in range(town.slots))
    assert same < town.slots / 2


def test_pushed_exposure_equals_counting_neighbours(town: ImplicitNetwork) -> None:
    rng = np.random.default_rng(1)
    uses = rng.random((town.slots, 8)) < 0.3
    near = np.zeros(town.slots, np.uint32)
    slot, family = np.nonzero(uses)
    order = rng.permutation(slot.size)
    town.push(slot[order], family[order], np.ones(slot.size, np.int64), near)
    counted = np.array([uses[others].sum(axis=0) for others in ties(town)])
    assert np.array_equal((near[:, None] >> (4 * np.arange(8, dtype=np.uint32))) & np.uint32(15), counted)

    stops = rng.random(slot.size) < 0.5
    town.push(slot[stops], family[stops], np.full(stops.sum(), -1), near)
    uses[slot[stops], family[stops]] = False
    counted = np.array([uses[others].sum(axis=0) for others in ties(town)])
    assert np.array_equal((near[:, None] >> (4 * np.arange(8, dtype=np.uint32))) & np.uint32(15), counted)


def test_the_order_in_which_beginnings_and_ends_are_pushed_changes_nothing(town: ImplicitNetwork) -> None:
    rng = np.random.default_rng(2)
    slot = rng.integers(0, town.slots, 4000)
    family, sign = rng.integers(0, 8, 4000), rng.choice([-1, 1], 4000)
    one, other = np.zeros(town.slots, np.uint32), np.zeros(town.slots, np.uint32)
    town.push(slot, family, sign, one)
    town.push(slot[::-1].copy(), family[::-1].copy(), sign[::-1].copy(), other)
    assert np.array_equal(one, other)
    assert one.any()


def test_too_many_far_ties_are_refused_with_the_numbers(town: ImplicitNetwork) -> None:
    with pytest.raises(ValueError, match="6 far ties make up to 16 ties a slot and at most 15 fit"):
        implicit.fill_ties(town.who.copy(), town.block_start, involution_keys(1, 6), town.slots)


def test_blocks_that_do_not_cover_the_slots_are_refused(town: ImplicitNetwork) -> None:
    with pytest.raises(ValueError, match="do not agree"):
        implicit.fill_ties(town.who.copy(), town.block_start[:-1], town.keys, town.slots)


def test_the_network_is_the_same_with_compilation_off() -> None:
    program = (
        "import hashlib, numpy as np\n"
        "from agents.networks import implicit\n"
        "n = 600\n"
        "who = np.zeros(n, np.uint32); who[::3] = 1 << 18; who[1::7] |= 1 << 18\n"
        "blocks = np.array([0, 90, 130, n])\n"
        "net = implicit.ImplicitNetwork(who, blocks, implicit.network_keys(5))\n"
        "net.fill_ties(who)\n"
        "near = np.zeros(n, np.uint32)\n"
        "slot = np.arange(0, n, 5)\n"
        "net.push(slot, slot % 8, np.where(slot % 3 == 0, -1, 1), near)\n"
        "ties = [sorted(net.neighbours(i).tolist()) for i in range(n)]\n"
        "print(hashlib.sha256(who.tobytes() + near.tobytes() + repr(ties).encode()).hexdigest())\n"
    )

    def run(disabled: str) -> str:
        environment = {**os.environ, "NUMBA_DISABLE_JIT": disabled, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-W", "error", "-c", program]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout

    assert run("0") == run("1") != ""
