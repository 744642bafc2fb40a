from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from configs.errors import ScenarioError
from experiments.pairs import VACANT, Flips, flips, flips_of_folders

generation = st.sampled_from([0, 0, 0, 1, 2, VACANT])
person = st.tuples(st.booleans(), st.booleans(), generation, generation)


def counted_one_by_one(people: list[tuple[bool, bool, int, int]]) -> Flips:
    names = {(True, True): "always", (False, True): "gained", (True, False): "lost", (False, False): "never"}
    counts = dict.fromkeys([*names.values(), "not_in_both"], 0)
    for before, after, one, other in people:
        if one != other:
            counts["not_in_both"] += 1
        elif one != VACANT:
            counts[names[before, after]] += 1
    return Flips(**counts)


def packed(people: list[tuple[bool, bool, int, int]], column: int) -> np.ndarray:
    return np.packbits(np.array([row[column] for row in people], np.uint8))


def generations(people: list[tuple[bool, bool, int, int]], column: int) -> np.ndarray:
    return np.array([row[column] for row in people], np.uint8)


@given(st.lists(person, min_size=1, max_size=70), st.sampled_from([8, 16, 1 << 22]))
@settings(max_examples=300, deadline=None)
def test_streaming_counts_what_counting_one_by_one_counts(
    people: list[tuple[bool, bool, int, int]], block: int
) -> None:
    found = flips(packed(people, 0), packed(people, 1), generations(people, 2), generations(people, 3), block)
    assert found == counted_one_by_one(people)


@given(st.lists(person, min_size=1, max_size=40))
@settings(max_examples=80, deadline=None)
def test_the_way_back_turns_gains_into_losses(people: list[tuple[bool, bool, int, int]]) -> None:
    there = flips(packed(people, 0), packed(people, 1), generations(people, 2), generations(people, 3))
    back = flips(packed(people, 1), packed(people, 0), generations(people, 3), generations(people, 2))
    assert (there.gained, there.lost) == (back.lost, back.gained)
    assert (there.always, there.never, there.not_in_both) == (back.always, back.never, back.not_in_both)
    assert sum(there.counts()) + sum(a == b == VACANT for _, _, a, b in people) == len(people)


def test_equal_scenarios_flip_nobody() -> None:
    bits = np.array([0b1011, 0b10000000], np.uint8)
    turns = np.zeros(11, np.uint8)
    found = flips(bits, bits, turns, turns)
    assert found == Flips(always=4, never=7)
    assert found.net == 0


def test_runs_on_different_populations_are_not_paired() -> None:
    with pytest.raises(ValueError, match="different numbers of slots"):
        flips(np.zeros(1, np.uint8), np.zeros(2, np.uint8), np.zeros(8, np.uint8), np.zeros(9, np.uint8))


def test_folders_are_compared_from_their_files(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    bits = [rng.integers(0, 256, 125).astype(np.uint8) for _ in range(2)]
    turns = [rng.integers(0, 2, 1000).astype(np.uint8) for _ in range(2)]
    for name, own, turn in zip("ab", bits, turns, strict=True):
        (tmp_path / name / "pairs").mkdir(parents=True)
        own.tofile(tmp_path / name / "pairs" / "own_use@2021-03.bits")
        turn.tofile(tmp_path / name / "pairs" / "generations@2021-03.bits")
        listed = '{"own_use@2021-03.bits": "", "generations@2021-03.bits": ""}'
        (tmp_path / name / "manifest.json").write_text(f'{{"status": "finished", "pairs": {listed}}}')
    found = flips_of_folders(tmp_path / "a", tmp_path / "b", "own_use", 242)
    assert found == flips(*bits, *turns)
    with pytest.raises(ScenarioError, match="was not watched in 2021-06"):
        flips_of_folders(tmp_path / "a", tmp_path / "b", "own_use", 245)
    with pytest.raises(ScenarioError, match="no finished run"):
        flips_of_folders(tmp_path / "a", tmp_path, "own_use", 242)
