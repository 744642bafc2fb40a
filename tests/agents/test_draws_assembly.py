"""The loop that scans everybody for an event is vectorised: eight or more citizens at a time."""

from __future__ import annotations

import platform
import re

import llvmlite.binding as llvm
import numba
import numpy as np
import pytest
from numba import njit

from agents import draws


@njit
def mark(first, k0, k1, threshold, out):
    """out (n,) uint8: 1 where the draw of the citizen lies below the threshold."""
    for i in range(np.int32(0), np.int32(out.size)):
        out[i] = draws.mix3(np.uint32(np.uint32(i) + first), k0, k1) < threshold


def packed_multiplies(assembly: str) -> tuple[int, int]:
    """Numbers of packed and of scalar 32-bit multiplications in x86 assembly text."""
    packed = len(re.findall(r"\bvpmulld\b.*%[yz]mm", assembly))
    scalar = len(re.findall(r"\bimull\b", assembly))
    return packed, scalar


@pytest.fixture(scope="module")
def assembly() -> str:
    if numba.config.DISABLE_JIT:
        pytest.skip("compilation is off")
    if platform.machine() not in ("x86_64", "AMD64") or not llvm.get_host_cpu_features().get("avx2"):
        pytest.skip("the processor has no AVX2; the names of packed multiplies are those of x86")
    word = np.uint32(1)
    out = np.zeros(1000, np.uint8)
    mark(word, word, word, word, out)
    (text,) = mark.inspect_asm().values()
    return str(text)


def test_the_mask_loop_multiplies_whole_vectors(assembly: str) -> None:
    packed, _ = packed_multiplies(assembly)
    assert packed >= 3, "mix3 has three multiplications and none was vectorised"


def test_the_mask_loop_has_no_scalar_loop_beyond_the_remainder(assembly: str) -> None:
    packed, scalar = packed_multiplies(assembly)
    assert packed % 3 == 0
    assert scalar <= 3 * 2, f"{scalar} scalar multiplications: more than a remainder loop"


def test_the_marks_equal_the_draws() -> None:
    out = np.zeros(1003, np.uint8)
    k0, k1, _, _ = draws.stream_key(1, 0, 0, 0, 1)
    t = draws.threshold(0.3)
    with np.errstate(over="ignore"):
        mark(np.uint32(10), np.uint32(k0), np.uint32(k1), np.uint32(t), out)
    expected = draws.draw(1, 0, 0, 0, 1, 0, np.arange(10, 1013)) < np.uint32(t)
    assert np.array_equal(out.astype(bool), expected)
    assert 0 < out.sum() < out.size
