"""Draws are pure functions of their address: known answers, three forms that agree, codes that never move."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numba import njit

from agents import draws, exact

ROOT = Path(draws.__file__).parents[1]
CODES = Path(__file__).with_name("purpose_codes.json")
WORD = 1 << 32

KNOWN = [
    (0, 0, 0, 0, 0, 0x6627E8D5, 0xE169C58D, 0x0E732613),
    (1, 0, 1, 0, 0, 0x833FF8DC, 0x225C963C, 0xC7A15B50),
    (1, 0, 1, 0, 1, 0x833FF8DC, 0x225C963C, 0x1EA942A8),
    (1, 1, 1, 0, 0, 0xF8361F71, 0xB53E90B6, 0x8DD97366),
    (2, 0, 1, 0, 0, 0x182E22BB, 0xF54659AB, 0xF471C3D2),
    (1, 0, 2, 0, 0, 0xE635DBEC, 0x1612383F, 0x2B2112C3),
    (1, 0, 1, 1, 0, 0x062E388E, 0xAA3A4AC5, 0xD84E4DB7),
    (20260101, 299, 17, 20, 125999999, 0xB57A6F5C, 0x13D0AACC, 0x25A6B330),
    (2**63 + 5, draws.PERMANENT, 3, 0, 4294967295, 0x374ABB2A, 0x35BC5553, 0x77C38C1A),
]


def plain_mix3(identifier: int, k0: int, k1: int) -> int:
    """The construction once more, on Python integers and from its description alone."""
    a = identifier ^ k0
    a ^= a >> 17
    a = a * (k1 | 1) % WORD
    t = a ^ (a >> 11) ^ k0
    x = t * 0xAC4C1B51 % WORD
    x = x ^ (x >> 15) ^ k1
    x = x * 0x31848BAB % WORD
    return x ^ (x >> 14) ^ t


@njit(nogil=True)
def fill(start, stop, identifiers, k0, k1, out):
    for i in range(start, stop):
        out[i] = draws.mix3(identifiers[i], k0[i], k1[i])


def compiled(identifiers: np.ndarray, k0: np.ndarray, k1: np.ndarray) -> np.ndarray:
    out = np.empty_like(identifiers)
    with np.errstate(over="ignore"):
        fill(0, identifiers.size, identifiers, k0, k1, out)
    return out


@pytest.fixture(scope="module")
def inputs() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    identifiers, k0, k1 = rng.integers(0, WORD, (3, 100_000), dtype=np.uint32)
    return identifiers, k0, k1


def test_philox_gives_the_published_answer() -> None:
    assert draws.philox((0, 0, 0, 0), (0, 0)) == (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)


@pytest.mark.parametrize(
    ("identifier", "k0", "k1", "answer"),
    [
        (12345, 0x243F6A88, 0x85A308D3, 0x37CC9D66),
        (1, 0, 0, 0x780F8A7B),
        (0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xAB31397C),
    ],
)
def test_mix3_gives_its_known_answers(identifier: int, k0: int, k1: int, answer: int) -> None:
    words = [np.array([w], dtype=np.uint32) for w in (identifier, k0, k1)]
    assert compiled(*words)[0] == answer
    assert plain_mix3(identifier, k0, k1) == answer


@pytest.mark.parametrize(("seed", "month", "code", "service", "identifier", "k0", "k1", "answer"), KNOWN)
def test_an_address_gives_its_known_key_and_draw(
    seed: int, month: int, code: int, service: int, identifier: int, k0: int, k1: int, answer: int
) -> None:
    assert draws.stream_key(seed, 0, draws.CITIZEN, month, code, service)[:2] == (k0, k1)
    found = draws.draw(seed, 0, draws.CITIZEN, month, code, service, np.array([identifier], dtype=np.uint32))
    assert found[0] == answer


def test_a_tie_draw_is_known_and_the_same_from_either_end() -> None:
    k0, k1, k2, _ = draws.stream_key(1, 0, draws.PAIR, 5, 4)
    assert (k0, k1, k2) == (0x4FD6DBD3, 0x88D7DD93, 0x3595CAB6)

    def tie(a: int, b: int) -> int:
        return plain_mix3(max(a, b), plain_mix3(min(a, b), k0, k1), k2)

    assert tie(1000, 1001) == tie(1001, 1000) == 0x65248211


def test_compiled_plain_and_array_forms_agree(inputs: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    identifiers, k0, k1 = inputs
    plain = np.array(
        [plain_mix3(i, a, b) for i, a, b in zip(identifiers.tolist(), k0.tolist(), k1.tolist(), strict=True)],
        dtype=np.uint32,
    )
    assert np.array_equal(compiled(*inputs), plain)
    assert np.array_equal(draws.mix3_array(identifiers, k0, k1), plain)  # type: ignore[arg-type]


@pytest.mark.parametrize("chunk", [1_000, 32_768])
@pytest.mark.parametrize("threads", [1, 2])
def test_threads_and_chunks_change_no_draw(
    inputs: tuple[np.ndarray, np.ndarray, np.ndarray], threads: int, chunk: int
) -> None:
    identifiers, k0, k1 = inputs
    out = np.zeros_like(identifiers)

    def work(start: int) -> None:
        fill(start, min(start + chunk, identifiers.size), identifiers, k0, k1, out)

    with np.errstate(over="ignore"), ThreadPoolExecutor(threads) as pool:
        list(pool.map(work, range(0, identifiers.size, chunk)))
    assert np.array_equal(out, compiled(*inputs))


def test_draws_and_keys_are_the_same_with_compilation_off() -> None:
    program = (
        "import numpy as np, numba\n"
        "from agents import draws\n"
        "assert numba.config.DISABLE_JIT == WANTED\n"
        "np.seterr(over='ignore')\n"
        "ids = np.arange(0, 2**32, 2**24 + 1, dtype=np.uint32)\n"
        "k = draws.stream_key(9, 2, 0, 7, 5, 3)\n"
        "u = [int(draws.mix3(i, np.uint32(k[0]), np.uint32(k[1]))) for i in ids]\n"
        "keys = np.zeros((2, 3, 2, 4), np.uint32)\n"
        "draws.fill_stream_keys(9, 0, 512, np.array([0, draws.PERMANENT]), np.array([1, 5, 9]), 2, keys)\n"
        "print(u, keys.tolist())\n"
    )

    def run(wanted: int) -> str:
        environment = {**os.environ, "NUMBA_DISABLE_JIT": str(wanted), "PYTHONPATH": str(ROOT)}
        code = program.replace("WANTED", str(wanted))
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout

    assert run(0) == run(1) != ""


def test_the_table_of_keys_holds_the_key_of_every_address() -> None:
    months = np.array([0, 17, draws.PERMANENT], dtype=np.int64)
    codes = np.array([1, 40, 118], dtype=np.int64)
    seed, replicate = 2**40 + 3, 6
    table = np.zeros((3, 3, 9, 4), dtype=np.uint32)
    third = draws.INSTITUTION + 256 * replicate
    draws.fill_stream_keys(seed % WORD, seed >> 32, third, months, codes, 9, table)
    for t, month in enumerate(months.tolist()):
        for p, code in enumerate(codes.tolist()):
            for s in range(9):
                key = draws.stream_key(seed, replicate, draws.INSTITUTION, month, code, s)
                assert tuple(table[t, p, s].tolist()) == key


def test_a_new_mechanism_leaves_the_draws_of_others_alone() -> None:
    months = np.arange(3, dtype=np.int64)
    few, more = np.zeros((3, 2, 2, 4), np.uint32), np.zeros((3, 3, 2, 4), np.uint32)
    draws.fill_stream_keys(1, 0, 0, months, np.array([4, 9]), 2, few)
    draws.fill_stream_keys(1, 0, 0, months, np.array([4, 200, 9]), 2, more)
    assert np.array_equal(few, more[:, [0, 2]])


def test_no_two_addresses_share_a_key() -> None:
    keys = [
        draws.stream_key(seed, replicate, kind, month, code, service)[:2]
        for seed, replicate in ((1, 0), (2, 0), (1, 1))
        for kind in (draws.CITIZEN, draws.PAIR, draws.FIRM, draws.INSTITUTION, draws.SYNTHESIS)
        for month in (0, 1, draws.PERMANENT)
        for code in draws.PURPOSES.values()
        for service in (0, 1, 8)
    ]
    assert len(set(keys)) == len(keys)


def test_every_purpose_has_its_own_code() -> None:
    assert len(set(draws.PURPOSES.values())) == len(draws.PURPOSES)


def test_the_table_of_codes_equals_the_committed_copy() -> None:
    committed = json.loads(CODES.read_text())
    moved = {name: code for name, code in committed.items() if draws.PURPOSES.get(name) != code}
    assert not moved, f"codes are never renumbered or dropped: {moved}"
    added = {name: code for name, code in draws.PURPOSES.items() if name not in committed}
    assert not added, f"add the new codes to {CODES.name}: {json.dumps(added)}"


SHARED = {
    "NEED": "the scan of everybody compares the same draw with a bound first",
    "HEAR": "the scan of everybody compares the same draw with a bound first",
    "CARD": "the scan of everybody compares the same draw with a bound first",
    "TRUST_BASELINE": "the anchor of trust is computed again instead of stored",
    "BUNDLE": "the poll asks about the bundle that a case would meet",
    "CREDENTIAL_ASKED": "the poll asks about the form that a case would meet",
    "LAUNCHED": "the poll asks about the form that a case would meet",
    "ATTEMPT": "a citizen's story looks at the draw that the attempt used",
    "PAPER_CLOSED": "a citizen's story looks at the draw that the case used",
    "CHOOSE": "a citizen's story looks at the draw of the choice; a single innovation is another society",
    "CRISIS": "service words apart: 0 instructions, 1 the day after an outage",
    "MEASURE": "service words apart: 0 municipalities, 1 the stock, 2 and 3 what is measured and guessed",
}
"""Purposes that several files read on purpose: one draw looked at twice, or told apart by service words."""


def test_each_purpose_is_drawn_in_one_place_only() -> None:
    pattern = re.compile(r"""PURPOSES\[['"](\w+)['"]\]|\bpurpose\(['"](\w+)['"]\)""")
    places: dict[str, set[str]] = {}
    for package in ("agents", "policies", "simulation", "experiments"):
        for file in sorted((ROOT / package).rglob("*.py")):
            for found in pattern.finditer(file.read_text()):
                places.setdefault(found[1] or found[2], set()).add(str(file.relative_to(ROOT)))
    assert places.keys() <= draws.PURPOSES.keys()
    assert {name: files for name, files in places.items() if len(files) > 1 and name not in SHARED} == {}


@pytest.mark.parametrize("seed", [-1, 2**64])
def test_a_seed_outside_64_bits_is_refused(seed: int) -> None:
    with pytest.raises(ValueError, match="seed must lie in"):
        draws.stream_key(seed, 0, 0, 0, 1)


@pytest.mark.parametrize("replicate", [-1, 2**24])
def test_a_replicate_outside_24_bits_is_refused(replicate: int) -> None:
    with pytest.raises(ValueError, match="replicate must lie in"):
        draws.stream_key(1, replicate, 0, 0, 1)


@pytest.mark.parametrize("identifier", [-1, 2**32])
def test_an_identifier_outside_32_bits_is_refused(identifier: int) -> None:
    with pytest.raises((OverflowError, ValueError)):
        draws.draw(1, 0, 0, 0, 1, 0, [identifier])  # type: ignore[arg-type]


def test_slot_and_generation_give_every_person_a_number_of_their_own() -> None:
    slots = 5_003
    slot, generation = np.meshgrid(np.arange(slots, dtype=np.uint32), np.arange(16, dtype=np.uint32))
    assert np.unique(slot + generation * np.uint32(slots)).size == 16 * slots
    japan = 140_000_000  # more than the slots of the whole country
    assert (japan - 1) + 15 * japan < WORD


@pytest.mark.parametrize(
    ("probability", "expected"),
    [
        (0.0, {0}),
        (2.0**-33, {0, 1}),
        (2.0**-32, {1}),
        (0.5, {1 << 31}),
        (1 - 2.0**-33, {WORD - 1}),
        (1.0, {WORD - 1}),
    ],
)
def test_thresholds_are_right_at_the_edges(probability: float, expected: set[int]) -> None:
    assert draws.threshold(probability) in expected
    assert int(exact.threshold(probability)) in expected


def test_both_thresholds_agree_and_err_by_half_a_step_at_most() -> None:
    probabilities = np.random.default_rng(2).random(2_000) ** 4
    for p in probabilities.tolist():
        assert draws.threshold(p) == int(exact.threshold(p))
        assert abs(draws.threshold(p) - p * WORD) <= 0.5


def test_draws_that_share_a_purpose_have_service_words_of_their_own() -> None:
    from agents.institutions import crisis
    from simulation import keeping, supply

    assert crisis.INSTRUCTION != supply.OUTAGE_DAY
    assert len({0, 1, keeping.BLUR, keeping.GUESS}) == 4  # 0 and 1: municipalities, the stock
