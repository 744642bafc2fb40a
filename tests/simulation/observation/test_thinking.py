"""What comes to mind is weighed by the rule of choice in force; a town hall is trusted as a town hall."""

from __future__ import annotations

from functools import cache

import numpy as np

from agents.draws import PURPOSES
from simulation.model import DenshiModel
from simulation.observation import thinking
from simulation.observation.panel import adults
from simulation.scenario import load


@cache
def society(*words: str) -> DenshiModel:
    shown = ["scenario=jp_history", "population=jp_10k", "record=summary", "calendar.start=2019-06"]
    model = DenshiModel(load([*shown, "calendar.end=2019-09", *words]), agents=False)
    while model.running:
        model.step()
    return model


def values(model: DenshiModel, family: int = 1, **weights: float) -> tuple[np.ndarray, np.ndarray]:
    slots = adults(model.citizens, model.t - 1)
    gate, value = np.zeros(slots.size, np.int64), np.zeros(slots.size)
    home = model.citizenry
    thought_of = np.full(slots.size, family)
    thinking.come_to_mind(
        slots, thought_of, thought_of, home.columns, home.place, model._month,
        home.weights._replace(**weights), home.person, gate, value,
    )  # fmt: skip
    return gate, value


def test_draws_are_named_after_their_purpose() -> None:
    assert PURPOSES["LAUNCHED"] == thinking.LAUNCH
    assert PURPOSES["CREDENTIAL_ASKED"] == thinking.ASKED


def test_where_the_municipality_runs_the_form_it_is_trusted_more() -> None:
    """Copies of the register are the town hall's, income tax is not."""
    model = society()
    w = model.citizenry.weights
    assert w.municipal_trust > 0.0
    _, more = values(model, 1)
    _, less = values(model, 1, municipal_trust=0.0)
    assert (more > less).mean() > 0.9 and not (more < less).any()
    assert np.array_equal(values(model, 0)[1], values(model, 0, municipal_trust=0.0)[1])


def test_under_the_gated_rule_a_gate_that_nobody_passes_leaves_nobody_willing() -> None:
    model = society("choice.rule=gated")
    _, open_gates = values(model)
    _, shut = values(model, threshold_ease=1.0, gate_width=0.02)
    assert (shut < open_gates).all()
    assert (shut > 0.0).mean() < 0.05 < (open_gates > 0.0).mean()


def test_the_value_of_the_additive_rule_is_that_of_gates_that_everybody_passes() -> None:
    model = society()
    _, additive = values(model)
    w = model.citizenry.weights
    always = {"threshold_usefulness": -9.0, "threshold_ease": -9.0, "tolerated_risk": 9.0, "gate_width": 0.05}
    _, gated = values(model, choice_rule=2.0, **always)
    # What the gates take out of the value is the part of usefulness, ease and risk, and nothing else.
    _, rest = values(model, usefulness=0.0, ease=0.0)
    assert np.corrcoef(gated, rest)[0, 1] > 0.99
    assert not np.allclose(gated, additive)
    assert w.choice_rule == 1.0
