"""Far ties alone: the shuffle can be walked back, partners are mutual, the graph is d-regular and random."""

from __future__ import annotations

import numpy as np
import pytest

from agents.networks.involutions import LongTies, bits_of, involution_keys, mix, unmix


@pytest.mark.parametrize("bits", [2, 3, 9, 10])
def test_the_shuffle_is_a_permutation_and_can_be_walked_back(bits: int) -> None:
    (key,) = involution_keys(3, 1)
    places = [int(mix(i, key, bits)) for i in range(1 << bits)]
    assert sorted(places) == list(range(1 << bits))
    assert [int(unmix(p, key, bits)) for p in places] == list(range(1 << bits))


@pytest.mark.parametrize("slots", [4, 1024, 1 << 15])
def test_every_key_pairs_everybody_when_the_slots_fill_the_shuffle(slots: int) -> None:
    partners = LongTies(slots, involution_keys(2, 4)).partners()
    everybody = np.arange(slots)
    for k in range(4):
        assert np.array_equal(partners[partners[:, k], k], everybody)
        assert np.all(partners[:, k] != everybody)


def test_partners_beyond_the_last_slot_are_nobody_and_the_rest_is_mutual() -> None:
    partners = LongTies(700, involution_keys(2, 3)).partners()
    assert partners.max() < 700
    for k in range(3):
        found = np.flatnonzero(partners[:, k] >= 0)
        assert np.array_equal(partners[partners[found, k], k], found)
        assert found.size / 700 == pytest.approx(700 / 1024, abs=0.12)


def test_half_of_the_pairs_exist_at_half_the_threshold() -> None:
    slots = 1 << 15
    partners = LongTies(slots, involution_keys(2, 3), keep=1 << 31).partners()
    for k in range(3):
        pairs = np.count_nonzero(partners[:, k] >= 0) // 2
        assert abs(pairs - slots / 4) < 5 * np.sqrt(slots / 8)
        found = np.flatnonzero(partners[:, k] >= 0)
        assert np.array_equal(partners[partners[found, k], k], found)


def test_triangles_and_double_ties_are_as_rare_as_in_a_random_regular_graph() -> None:
    slots, d, seeds = 1 << 14, 8, 12
    doubles = triangles = 0
    for seed in range(seeds):
        partners = LongTies(slots, involution_keys(seed, d)).partners()
        rows = np.sort(partners, axis=1)
        doubles += int(np.count_nonzero(rows[:, 1:] == rows[:, :-1])) // 2
        second = partners[partners]  # (slots, d, d): friends of friends
        triangles += int((second[:, :, :, None] == partners[:, None, None, :]).sum())
    # Ties of one key never meet, so a triangle has three keys; a closed walk finds it six times.
    expected_doubles = seeds * d * (d - 1) / 4
    expected_triangles = seeds * d * (d - 1) * (d - 2) / 6
    assert abs(doubles - expected_doubles) < 5 * np.sqrt(expected_doubles)
    assert abs(triangles / 6 - expected_triangles) < 5 * np.sqrt(expected_triangles)


@pytest.mark.parametrize("lag", [1, 2, 7, 8, 64, 512])
def test_people_who_live_close_do_not_share_far_regions(lag: int) -> None:
    slots, close = 1 << 15, 64
    met = 0
    for seed in range(10):
        partners = LongTies(slots, involution_keys(seed, 3)).partners()
        apart = np.abs(partners[lag:] - partners[:-lag])
        met += int(np.count_nonzero(apart <= close))
    expected = 10 * 3 * slots * 2 * close / slots
    assert abs(met - expected) < 5 * np.sqrt(
        2 * expected
    )  # each meeting of two pairs is seen from both sides


@pytest.mark.parametrize("slots", [0, (1 << 28) + 1])
def test_a_size_outside_the_range_is_refused(slots: int) -> None:
    with pytest.raises(ValueError, match="1 to 2\\*\\*28 slots"):
        bits_of(slots)
