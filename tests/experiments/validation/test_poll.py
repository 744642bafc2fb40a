"""The virtual poll asks a web panel: online people, the handy more often, several answers, sampling error."""

from __future__ import annotations

import numpy as np
import pytest

from agents.columns import BIRTH_BASE, Citizens
from experiments.validation.life import Life
from simulation.observation import PANEL_SIZE, web_panel
from simulation.observation.poll import NUMBERS, Answers, errors, shares

WHO = {"pc": 19, "phone": 20, "net": 21}
VALUES = {"observation.panel_literacy": 2.0, "observation.panel_pc": 0.5}


def people(count: int, **bits: np.ndarray) -> Citizens:
    """Made-up people of 40 in 2020 with the named bits of ``who`` set."""
    citizens = Citizens.vacant(count)
    citizens.birth[:] = 1980 - BIRTH_BASE
    for name, on in bits.items():
        citizens.who[:] |= on.astype(np.uint32) << np.uint32(WHO[name])
    return citizens


def test_the_frame_leaves_out_who_is_offline_has_no_device_or_is_too_young() -> None:
    on = np.array([1, 1, 1, 0, 1])
    citizens = people(5, net=on, phone=np.array([1, 1, 0, 1, 1]))
    citizens.birth[4] = 2005 - BIRTH_BASE
    panel = web_panel(citizens, 12 * 19 + 7, VALUES.__getitem__, 1, 0)
    assert panel.slots.tolist() == [0, 1]


def test_the_literate_and_users_of_a_pc_are_over_represented() -> None:
    half = np.arange(4000) % 2
    citizens = people(4000, net=np.ones(4000), phone=np.ones(4000), pc=half)
    citizens.skill[:] = np.where(half, 12, 3)
    panel = web_panel(citizens, 12 * 19 + 7, VALUES.__getitem__, 1, 0, size=500)
    skilled = half[panel.slots[panel.asked]].mean()
    assert skilled > 0.75
    assert panel.share(half == 1) == pytest.approx(skilled, abs=0.06)
    assert len(set(panel.asked.tolist())) == 500


def test_reasons_are_shares_of_those_who_have_not_used() -> None:
    used = np.array([True, True, False, False])
    both = np.array([True, True, True, False])
    given = Answers(used, used, dict.fromkeys(NUMBERS[2:], both), {})
    found = shares(given, np.ones(4))
    assert (found["want"], found["used"]) == (0.5, 0.5)
    assert {found[name] for name in NUMBERS[2:]} == {0.5}


def test_sampling_error_is_that_of_the_answers_given() -> None:
    numbers = {"want": 0.75, "used": 0.24, "few_services": 0.332, "did_not_know": 0.287, "complicated": 0.226}
    found = errors(numbers, PANEL_SIZE)
    assert 1.96 * found["used"] == pytest.approx(0.025, abs=0.001)
    assert 1.96 * found["few_services"] == pytest.approx(0.032, abs=0.001)


def test_the_frame_of_the_model_has_the_devices_of_a_web_panel(lived: list[Life]) -> None:
    for life in lived:
        assert abs(life.poll.devices["smartphone"] - 0.89) < 0.08
        assert 0.48 <= life.poll.devices["pc"] <= 0.745 + 0.03
        assert life.poll.answers == PANEL_SIZE


def test_panels_overstate_use_and_everybody_is_asked_too(lived: list[Life]) -> None:
    for life in lived:
        assert life.poll.frame["used"] > life.poll.everybody["used"]
