"""Small worlds for the claims of the inventory: ten thousand citizens, a few months, one thing changed."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from agents.columns import FAMILIES
from agents.population import Population
from agents.population import load as load_population
from configs.months import month_index
from policies.law import history
from policies.levers import LEVERS
from policies.timeline import Timeline, compile_timeline
from simulation.counts import FLOWS
from simulation.kernels.tables import Month
from simulation.model import DenshiModel
from simulation.scenario import load


@pytest.fixture(scope="session")
def people() -> Population:
    return load_population("jp_10k")


@pytest.fixture(scope="session")
def society(people: Population) -> Callable[..., DenshiModel]:
    """``society("2018-01", "2018-06", "etax.complexity=0.5")``: the finished run; equal ones are run once."""
    finished: dict[tuple[str, ...], DenshiModel] = {}

    def play(start: str, end: str, *overrides: str) -> DenshiModel:
        key = (start, end, *overrides)
        if key not in finished:
            finished[key] = model = opened(people, start, end, *overrides)
            while model.running:
                model.step()
        return finished[key]

    return play


@pytest.fixture(scope="session")
def month(people: Population) -> Callable[..., Month]:
    """``month("2009-03", "remove=[egov_portal]")``: what everybody finds in that month, before acting."""

    def find(when: str, *overrides: str) -> Month:
        model = opened(people, when, when, *overrides)
        model.apply_policies()
        model.act_of_government()
        return model._prepare()

    return find


def opened(people: Population, start: str, end: str, *overrides: str) -> DenshiModel:
    words = ["scenario=jp_history", "population=jp_10k", f"calendar.start={start}", f"calendar.end={end}"]
    return DenshiModel(load([*words, *overrides]), people, record="full", agents=False)


@pytest.fixture(scope="session")
def opens(people: Population) -> Callable[..., DenshiModel]:
    """``opens("2018-01", "2018-06", ...)``: the model before its first month."""
    return lambda start, end, *overrides: opened(people, start, end, *overrides)


@pytest.fixture(scope="session")
def cases() -> Callable[..., int]:
    """``cases(model, "own_use", "etax")``: cases of a whole run, of one family or all."""

    def count(model: DenshiModel, flow: str, family: str | None = None) -> int:
        flows = sum(part.sum(axis=0, dtype=np.int64) for part in model.recorder.finish(0.0, 0).flows)
        if family is not None:
            flows = flows[:, [FAMILIES.index(family)]]
        return int(flows[..., FLOWS.index(flow)].sum())

    return count


@pytest.fixture(scope="session")
def record() -> dict[str, object]:
    """Every entry of the dated history, policies and shocks, by name."""
    return history("policies") | history("shocks")


@pytest.fixture(scope="session")
def lever(people: Population) -> Callable[..., float]:
    """``lever("card.issuing", "2016-01", without=("my_number_2015_cards",))``: mean over Japan."""
    compiled: dict[tuple[str, ...], Timeline] = {}

    def at(name: str, when: str, family: str = "etax", without: tuple[str, ...] = ()) -> float:
        if without not in compiled:
            kept = [
                {key: entry for key, entry in history(group).items() if key not in without}
                for group in ("policies", "shocks")
            ]
            compiled[without] = compile_timeline(*kept, {}, people.places, 0, 299)
        values = compiled[without].lever(name)[month_index(when)]
        return float(values[..., FAMILIES.index(family) if LEVERS[name].family else 0].mean())

    return at


@pytest.fixture(scope="session")
def same_people() -> Callable[[DenshiModel, DenshiModel], bool]:
    """Whether two runs left every citizen in the same state, bit for bit."""

    def equal(one: DenshiModel, other: DenshiModel) -> bool:
        a, b = one.citizens, other.citizens
        return all(np.array_equal(getattr(a, name), getattr(b, name)) for name in type(a).__slots__)

    return equal


@pytest.fixture(scope="session")
def own_users() -> Callable[[DenshiModel], np.ndarray]:
    """(slots, 8) bool: who has own use of which family in the last twelve months."""

    def users(model: DenshiModel) -> np.ndarray:
        stamps = model.citizens.stamp.astype(np.int64)
        return (stamps[:, None] >> (4 * np.arange(8))[None, :]) & 15 != 0

    return users


@pytest.fixture(scope="session")
def change() -> Callable[..., str]:
    """``change("2016-01", {"services.hours": "0.5"}, families="[etax]")``: one more policy, as typed."""

    def typed(start: str, levers: dict[str, str], **fields: str) -> str:
        moved = ", ".join(f"{name}: {value}" for name, value in levers.items())
        more = "".join(f", {key}: {value}" for key, value in fields.items())
        return (
            f"+policies.nudge={{kind: lever_change, title: nudge, start: {start}, source: test, grade: E, "
            f"levers: {{{moved}}}{more}}}"
        )

    return typed
