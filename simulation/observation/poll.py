"""The virtual poll of August 2020: who wants it, who has used it, and what the others say is in the way.

    Would you like to deal with procedures online?  Have you?  If not, why not?  (several answers)

Published: 75 % want, 24 % have used; too few services 33.2, did not know 28.7, too complicated 22.6 %
(n = 1,089). The base of the reasons is not published; those who have not used are taken (model 8.3).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from agents.columns import BARRIERS, BIRTH_BASE, FAMILIES, Citizens
from agents.draws import CITIZEN, PURPOSES, draw
from simulation.observation.panel import PANEL_SIZE, Panel, adults, web_panel
from simulation.observation.thinking import come_to_mind

if TYPE_CHECKING:
    from simulation.model import DenshiModel

NUMBERS = ("want", "used", "few_services", "did_not_know", "complicated")
"""The five numbers of the poll."""
REASON = {
    "not_offered": "few_services",
    "believes_little_online": "few_services",
    "unaware": "did_not_know",
    "device": "complicated",
    "credential": "complicated",
    "failed": "complicated",
}
"""Barrier -> what people answer; every other barrier is another reason."""
BIG = 4294967296.0
ASSISTED = 2


@dataclass(frozen=True)
class Poll:
    """Answers of one poll, shares from 0 to 1.

    panel, everybody : the five numbers in the panel's answers and among all residents of 20 and over
    frame : the five numbers in the panel's frame, without sampling error
    single : reasons in the panel when each names one only; error : standard errors of ``panel``
    devices : smartphone and pc in the panel's frame
    """

    panel: dict[str, float]
    everybody: dict[str, float]
    frame: dict[str, float]
    single: dict[str, float]
    error: dict[str, float]
    devices: dict[str, float]
    answers: int


@dataclass(frozen=True)
class Answers:
    """What each of n people would answer; all (n,)."""

    want: np.ndarray
    used: np.ndarray
    reasons: dict[str, np.ndarray]
    single: dict[str, np.ndarray]


def used_any(citizens: Citizens, slots: np.ndarray) -> np.ndarray:
    """Whether each has used anything online: alone within twelve months, or with help the last time."""
    used = citizens.stamp[slots] != 0
    for family in range(len(FAMILIES)):
        used |= (citizens.how[slots].astype(np.int64) >> (2 * family)) & 3 == ASSISTED
    return used


def answers(model: DenshiModel, slots: np.ndarray) -> Answers:
    """What the people in ``slots`` would answer at the end of the model's last finished month."""
    s, citizens, month = model.scenario, model.citizens, model._month
    assert month is not None, "a poll needs a month that has been lived"
    t = month.t
    age = 2001 + t // 12 - BIRTH_BASE - citizens.birth[slots].astype(np.int64)
    band, profile = np.minimum(age // 5, 17), citizens.field("profile")[slots]
    rate = model.services.rate[:, profile, band]
    luck = draw(s.seed, s.replicate, CITIZEN, t, PURPOSES["ANSWER"], 1, slots) / BIG
    drawn = (np.cumsum(rate, axis=0) / rate.sum(axis=0) < luck).sum(axis=0).clip(0, len(FAMILIES) - 1)
    gate, value = np.zeros(slots.size, np.int64), np.zeros(slots.size)
    home = model.citizenry
    come_to_mind(
        slots,
        drawn.astype(np.int64),
        rate.argmax(axis=0).astype(np.int64),
        home.columns,
        home.place,
        month,
        home.weights,
        home.person,
        gate,
        value,
    )
    says = np.array([REASON.get(name, "") for name in BARRIERS])
    now = says[gate]
    hard = (gate == 0) & (citizens.ease[slots] / 255.0 < s.value("observation.low_ease"))
    now[hard] = "complicated"
    recalls = draw(s.seed, s.replicate, CITIZEN, t, PURPOSES["ANSWER"], 2, slots) / BIG
    last = np.where(recalls < s.value("observation.recall"), says[citizens.field("barrier")[slots]], "")
    reasons = {name: (now == name) | (last == name) for name in NUMBERS[2:]}
    single = {name: now == name for name in NUMBERS[2:]}
    want = value + s.value("observation.yea_saying") > 0.0
    return Answers(want, used_any(citizens, slots), reasons, single)


def ask(model: DenshiModel, size: int = PANEL_SIZE) -> Poll:
    """The poll at the end of the model's last finished month; nothing in the model moves."""
    s, citizens = model.scenario, model.citizens
    month = model.t - 1
    everybody = adults(citizens, month)
    panel = web_panel(citizens, month, s.value, s.seed, s.replicate, size)
    of_all, of_frame = answers(model, everybody), answers(model, panel.slots)
    chosen = np.zeros(panel.slots.size)
    chosen[panel.asked] = 1.0
    numbers = shares(of_frame, chosen)
    return Poll(
        panel=numbers,
        everybody=shares(of_all, np.ones(everybody.size)),
        frame=shares(of_frame, panel.odds),
        single=shares(Answers(of_frame.want, of_frame.used, of_frame.single, of_frame.single), chosen),
        error=errors(numbers, panel.asked.size),
        devices=_devices(citizens, panel),
        answers=int(panel.asked.size),
    )


def shares(given: Answers, weight: np.ndarray) -> dict[str, float]:
    """The five numbers of weighted people; reasons are shares of those who have not used."""
    all_of_them, without = weight.sum(), (weight * ~given.used).sum()
    found = {name: float((weight * holds).sum() / all_of_them) for name, holds in
        (("want", given.want), ("used", given.used))}  # fmt: skip
    for name, holds in given.reasons.items():
        found[name] = float((weight * (holds & ~given.used)).sum() / without) if without else float("nan")
    return found


def errors(numbers: dict[str, float], answered: int) -> dict[str, float]:
    """Standard errors of the five numbers from ``answered`` people: of all, or of those without use."""
    without = max(answered * (1.0 - numbers["used"]), 1.0)
    return {
        name: float(np.sqrt(p * (1.0 - p) / (answered if name in ("want", "used") else without)))
        for name, p in numbers.items()
    }


def _devices(citizens: Citizens, panel: Panel) -> dict[str, float]:
    """Shares of the frame, by odds, with a smartphone and with a PC."""
    return {
        "smartphone": panel.share(citizens.field("phone")[panel.slots] == 1),
        "pc": panel.share(citizens.field("pc")[panel.slots] == 1),
    }
