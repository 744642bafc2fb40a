"""Four kinds of cases by who is at the other end: citizens, businesses, other offices, own staff.

A birth certificate is G2C, a customs declaration G2B, a question from one office to another G2G, and a
public servant's request for leave G2E. Citizens and firms act; what passes between offices and inside them
follows from their cases and from staff numbers, so that the four can be added up.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from agents.columns import FAMILIES
from agents.firms import PROCEDURES
from simulation.counts import FLOWS
from simulation.record import RunRecord

RELATIONS = ("G2C", "G2B", "G2G", "G2E")
"""The tags; each case has exactly one."""

RELATION_OF: dict[str, str] = {
    **dict.fromkeys(FAMILIES, "G2C"),
    **{procedure.name: procedure.relation for procedure in PROCEDURES},
    "inquiries": "G2G",
    "staff": "G2E",
}
"""Row of the catalogue -> its tag: service families, procedures of firms, and cases inside government."""

ONLINE = tuple(FLOWS.index(name) for name in ("own_use", "assisted_use", "proxy_use"))
SETTLED = (*ONLINE, FLOWS.index("counter"), FLOWS.index("mail"))
YEAR = 12


class Cases(NamedTuple):
    """Cases in Japan, and of them those filed or exchanged online."""

    all: float
    online: float


def by_row(record: RunRecord, month: int) -> dict[str, Cases]:
    """Cases of the twelve months until ``month`` by row of the catalogue; a summary has fiscal years only.

    Raises KeyError where the record has no timeline: what passes between offices follows its levers.
    """
    if record.timeline is None:
        raise KeyError("the record has no levers")
    flows, months = record.flows_until(month)
    families = flows.sum(axis=0).astype(np.float64) * record.weight
    rows = {
        name: Cases(float(families[f, SETTLED].sum()), float(families[f, ONLINE].sum()))
        for f, name in enumerate(FAMILIES)
    }
    firms = record.firms_until(month)[..., 2:].sum(axis=(1, 2))
    for j, procedure in enumerate(PROCEDURES):
        rows[procedure.name] = Cases(float(firms[j, 0]), float(firms[j, 1]))
    recent = max(month - YEAR + 1, record.timeline.first), month
    documents = record.lever("services.documents", *recent).mean(axis=0)
    of_firms = float(record.lever("firms.documents", *recent)[:, 0].mean())
    asked = sum(rows[name].all * float(documents[f]) for f, name in enumerate(FAMILIES))
    asked += sum(rows[procedure.name].all * of_firms for procedure in PROCEDURES)
    values = record.scenario.firm_values()
    by_network = float(record.lever("g2g.connectivity", *recent)[:, 0].mean())
    inquiries = values["internal.inquiries_per_document"] * asked
    staff = values["internal.public_servants"] * values["internal.staff_cases_year"] * months / YEAR
    rows["inquiries"] = Cases(inquiries, inquiries * by_network)
    rows["staff"] = Cases(staff, staff * by_network)
    return rows


def by_relation(record: RunRecord, month: int) -> dict[str, Cases]:
    """The same by tag."""
    sums = {relation: Cases(0.0, 0.0) for relation in RELATIONS}
    for name, cases in by_row(record, month).items():
        so_far = sums[RELATION_OF[name]]
        sums[RELATION_OF[name]] = Cases(so_far.all + cases.all, so_far.online + cases.online)
    return sums
