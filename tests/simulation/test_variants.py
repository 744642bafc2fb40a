"""Structural variants: one word in the configuration changes how people choose, meet and value money."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from agents.columns import VACANT
from configs.errors import ScenarioError
from simulation.model import DenshiModel
from simulation.scenario import NetworkChoice, load

SHORT = (
    "scenario=jp_history",
    "population=jp_10k",
    "calendar.start=2019-01",
    "calendar.end=2020-06",
    "record=summary",
)


@pytest.fixture(scope="module")
def lived() -> Callable[..., DenshiModel]:
    made: dict[tuple[str, ...], DenshiModel] = {}

    def live(*words: str) -> DenshiModel:
        if words not in made:
            model = DenshiModel(load([*SHORT, *words]), agents=False)
            while model.running:
                model.step()
            made[words] = model
        return made[words]

    return live


def own_use(model: DenshiModel) -> float:
    return model.measure("own_use")


def flows(model: DenshiModel, name: str) -> int:
    from simulation.measures import FLOWS

    return int(model.recorder.total[..., FLOWS.index(name)].sum())


@pytest.mark.parametrize("word", ["gated", "soft"])
def test_each_rule_of_choice_gives_a_society_of_its_own(word: str, lived: Callable[..., DenshiModel]) -> None:
    assert own_use(lived(f"choice.rule={word}")) > 0.0
    assert own_use(lived(f"choice.rule={word}")) != own_use(lived())


def test_additive_is_the_default_bit_for_bit(lived: Callable[..., DenshiModel]) -> None:
    by_word, default = lived("choice.rule=additive").citizens, lived().citizens
    assert all(
        np.array_equal(getattr(by_word, n), getattr(default, n)) for n in ("stamp", "trust", "mind", "card")
    )


def test_a_gate_that_nobody_passes_leaves_nobody_online(lived: Callable[..., DenshiModel]) -> None:
    shut = lived("choice.rule=gated", "choice.threshold_ease=1", "choice.gate_width=0.02")
    assert own_use(shut) < 0.1 * own_use(lived("choice.rule=gated"))


def test_a_soft_gate_of_great_weight_is_a_hard_gate(lived: Callable[..., DenshiModel]) -> None:
    heavy = lived("choice.rule=soft", "choice.unaware_penalty=40", "choice.access_penalty=40")
    assert own_use(heavy) == pytest.approx(own_use(lived()), abs=0.01)


def test_soft_gates_let_people_through_whom_hard_gates_stop(lived: Callable[..., DenshiModel]) -> None:
    assert own_use(lived("choice.rule=soft")) > own_use(lived())


def test_an_unknown_rule_is_answered_with_the_three_words() -> None:
    with pytest.raises(ScenarioError, match=r"choice\.rule.*additive, gated, soft"):
        load([*SHORT, "choice.rule=additiv"])


def worth(curve: str, yen: float) -> float:
    from simulation.terms import lever_weights
    from simulation.worth import money

    scenario = load([*SHORT, f"incentive.curve={curve}"])
    return float(money(yen, lever_weights(scenario.value, scenario.institution)))


def test_the_curves_of_money_meet_at_the_recorded_amount_and_part_above_it() -> None:
    curves = ("logarithmic", "linear", "saturating")
    assert {round(worth(curve, 5000.0), 12) for curve in curves} == {round(worth("linear", 5000.0), 12)}
    assert {worth(curve, 0.0) for curve in curves} == {0.0}
    log, linear, saturating = (worth(curve, 20_000.0) for curve in curves)
    assert saturating < log < linear


def test_in_a_mean_field_everybody_of_a_cell_meets_its_share_of_users(
    lived: Callable[..., DenshiModel],
) -> None:
    model = lived("network=cell")
    citizens = model.citizens
    living = citizens.birth != VACANT
    assert set(citizens.field("ties")[living]) == {15}
    met = np.stack([(citizens.near[living] >> (4 * f)) & 15 for f in range(8)], axis=1) / 15
    using = np.stack([((citizens.stamp[living] >> (4 * f)) & 15) != 0 for f in range(8)], axis=1)
    # Rounding is unbiased, and cells average to everybody.
    assert met.mean(axis=0) == pytest.approx(using.mean(axis=0), abs=0.005)


def test_a_drawn_graph_carries_use_as_counters_of_ties_say(lived: Callable[..., DenshiModel]) -> None:
    model = lived("network=explicit")
    indptr, indices = model.citizenry.explicit  # type: ignore[misc]
    stamp = model.citizens.stamp
    met = 0
    for slot in np.flatnonzero(model.citizens.near)[:50]:
        ties = indices[indptr[slot] : indptr[slot + 1]]
        for family in range(8):
            using = sum(int(((int(stamp[tie]) >> (4 * family)) & 15) != 0) for tie in ties)
            assert (int(model.citizens.near[slot]) >> (4 * family)) & 15 == using
            met += using
    assert met > 0


def test_without_influence_the_kind_of_network_changes_nobody(lived: Callable[..., DenshiModel]) -> None:
    alone = lived("network=cell", "network.influence=false").citizens
    none = lived("network=none").citizens
    assert np.array_equal(alone.stamp, none.stamp)
    assert np.array_equal(alone.trust, none.trust)


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("0,1\n1,0\n", "named twice"),
        ("0,99999999\n", "slots are 0 to"),
        ("0;1\n", "two slot numbers a line"),
        ("0,1,2\n", "has 3 columns"),
    ],
)
def test_a_file_of_ties_with_a_fault_is_refused_in_words(lines: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "ties.csv"
    file.write_text(lines)
    with pytest.raises(ScenarioError, match=message):
        DenshiModel(load([*SHORT, "network=explicit", f"network.file={file}"]), agents=False)


def test_a_file_of_ties_belongs_to_an_explicit_network() -> None:
    with pytest.raises(ValueError, match="network=explicit"):
        NetworkChoice(kind="implicit", file="ties.csv")


def test_peers_move_trust_only_where_they_are_switched_on(lived: Callable[..., DenshiModel]) -> None:
    on: Any = lived("trust.peers=0.05").citizens
    assert not np.array_equal(on.trust, lived().citizens.trust)
