"""The tables of a run folder: every column with its type and meaning.

docs/results.md is printed from here, the writers follow it, and a test holds the three together. Counts
are simulated citizens or cases; multiply by ``weight`` in the manifest for Japan.
"""

from __future__ import annotations

from typing import NamedTuple

from simulation.counts import EQUITY_STOCKS, FAMILY_STOCKS, FLOWS


class Column(NamedTuple):
    """One column: ``kind`` is date, text, integer or number."""

    name: str
    kind: str
    meaning: str


MONTH = Column("month", "date", "first day of the month")
PREFECTURE = Column("prefecture_code", "integer", "1-47; 0 is Japan")
SEX = Column("sex", "text", "male, female; all in a summary")
AGE = Column("age_band", "text", "five-year bands 0-4 ... 85+; all in a summary")

_FLOW_MEANING = {
    "needs": "procedures that fell due",
    "postponed_in": "needs carried over from the month before",
    "own_use": "cases filed online, alone",
    "assisted_use": "cases filed online with help: terminal at the office, helper, helpline",
    "proxy_use": "cases filed online by somebody else",
    "counter": "cases dealt with at a counter",
    "mail": "cases dealt with by mail",
    "postponed_out": "needs carried over to the next month",
    "lapsed": "needs given up",
    "unmet": "needs that found no working channel",
    "failed": "of counter and mail: cases that were tried online first and failed",
    "printed_and_posted": "of mail: filled in online, printed and posted for want of a credential",
    "attempts": "attempts at own use",
    "newly_aware": "persons who learnt this month that the service is online",
}
_STOCK_MEANING = {
    "eligible": "adults who may use the service",
    "aware": "adults who know that it is online",
    "own_users_12m": "adults with own use of the service in the last twelve months",
    "assisted_last": "adults whose last case was assisted",
    "proxy_last": "adults whose last case was filed online by somebody else",
}
_PERSON_MEANING = {
    "population": "persons",
    "adults": "persons of 18 and over",
    "own_use_any_12m": "adults with own use of at least one family in the last twelve months",
    "assisted_any": "adults whose last case in some family was assisted",
    "proxy_any": "adults whose last case in some family was filed online by somebody else",
    "aware_any": "adults who know of at least one family that it is online",
    "information_users": "adults who looked something up with government online in the last quarter",
    "policy_researchers": "adults who studied policy online in the last quarter",
    "participants": "adults who took part online in the last quarter: consultation, reporting, petition",
    "connected": "persons who use the internet",
    "pc": "persons who use a PC",
    "smartphone": "persons with a smartphone",
    "smartphone_only": "persons with a smartphone who use no PC",
}
_CARD_COLUMNS = {
    "none": ("card_none", "persons who have no card and have not applied"),
    "applied": ("card_applied", "persons waiting for their card"),
    "held": ("card_held", "persons who hold a valid card"),
    "expired": ("card_expired", "persons whose card has expired"),
    "issued_cumulative": ("cards_issued_cumulative", "cards issued until now, renewals included"),
    "credential_unset": ("credential_unset", "persons without a credential"),
    "credential_valid": ("credential_valid", "persons whose credential works"),
    "credential_locked": ("credential_locked", "persons whose credential is locked"),
    "credential_expired": ("credential_expired", "persons whose credential has expired"),
}
CARD_SOURCE = {"population": "population", **{name: source for name, (source, _) in _CARD_COLUMNS.items()}}
"""Column of ``card`` -> name of the stock it shows."""

ATTITUDES = {
    "adults": "persons of 18 and over",
    "sum_trust": "trust in government, 0 to 255 each, summed over adults",
    "sum_usefulness": "perceived usefulness, 0 to 255 each, summed over adults",
    "sum_ease": "perceived ease of use, 0 to 255 each, summed over adults",
    "sum_literacy": "digital literacy, 0 to 15 each, summed over adults",
    "sum_availability": "believed share of services online, 0 to 15 each, summed over adults",
}


def _counts(meanings: dict[str, str]) -> tuple[Column, ...]:
    return tuple(Column(name, "integer", meaning) for name, meaning in meanings.items())


def _flow(name: str) -> Column:
    barrier = name.removeprefix("barrier_").replace("_", " ")
    meaning = _FLOW_MEANING.get(name, f"cases without own use in which '{barrier}' was the binding barrier")
    return Column(name, "integer", meaning)


_EQUITY_MEANING = (
    "adults",
    "of them with own use in the last twelve months",
    "of them with assisted use",
    "of them with proxy use",
    "of them holding a card",
)
_MUNICIPAL = (
    Column("finance", "number", "fiscal index, 0.05 to 2; a latent field: never rank single municipalities"),
    Column("waiting", "integer", "local bundles of procedures not started"),
    Column("under_way", "integer", "local bundles being put online"),
    Column("live", "integer", "local bundles online"),
    Column("failed_integrations", "integer", "projects that failed since the start of the run"),
    Column("standard_system", "integer", "1 where the standard municipal system is in use"),
    Column("complexity", "number", "difficulty that own systems add, share, mean over families"),
    Column("churn", "number", "announcements still remembered, events"),
    Column("invested_yen", "number", "own money invested since the start of the run"),
    Column("subsidised_yen", "number", "money of the state invested since the start of the run"),
    Column("running_yen", "number", "running cost since the start of the run"),
)

TABLES: dict[str, tuple[Column, ...]] = {
    "use": (
        MONTH,
        PREFECTURE,
        AGE,
        Column("service", "text", "service family"),
        Column("months", "integer", "months that the cases cover: 1, or a fiscal year in a summary"),
        Column("population", "integer", "persons of the band, of all ages; the same for every service"),
        *(_counts({name: _STOCK_MEANING[name] for name in FAMILY_STOCKS})),
        *(_flow(name) for name in FLOWS),
    ),
    "people": (MONTH, PREFECTURE, SEX, AGE, *_counts(_PERSON_MEANING)),
    "card": (
        MONTH,
        PREFECTURE,
        SEX,
        AGE,
        Column("population", "integer", "persons"),
        *_counts({name: meaning for name, (_, meaning) in _CARD_COLUMNS.items()}),
    ),
    "attitudes": (MONTH, PREFECTURE, SEX, AGE, *_counts(ATTITUDES)),
    "equity": (
        MONTH,
        AGE,
        Column("dimension", "text", "literacy, income or devices"),
        Column(
            "class", "integer", "0 lowest third to 2 highest; devices: 0 none, 1 one kind, 2 PC and phone"
        ),
        *_counts(dict(zip(EQUITY_STOCKS, _EQUITY_MEANING, strict=True))),
    ),
    "measures": (
        MONTH,
        Column("measure", "text", "name of a measure, see docs/measures.md"),
        Column("value", "number", "its value for Japan; empty where the group is empty"),
    ),
    "institutions": (
        Column("year", "integer", "fiscal year, at its end in March of the next calendar year"),
        Column("municipality_code", "text", "five-digit code, boundaries of 2020"),
        PREFECTURE,
        *_MUNICIPAL,
    ),
    "levers": (
        MONTH,
        Column("lever", "text", "name in the catalogue of levers"),
        Column("service", "text", "service family; all where the lever has no family"),
        Column("lowest", "number", "smallest value over places and persons, until the next row"),
        Column("highest", "number", "largest value over places and persons"),
    ),
    "costs": (
        MONTH,
        Column("policy", "text", "policy or shock that caused the cost"),
        Column("payer", "text", "state, prefecture, municipality or citizens"),
        Column("kind", "text", "capital, running or per_case"),
        Column("low", "number", "yen in Japan, lower end of the stated range"),
        Column("high", "number", "yen in Japan, upper end of the stated range"),
    ),
    "events": (
        MONTH,
        Column("name", "text", "policy or shock"),
        Column("text", "text", "in force, at full size, ended or suspended"),
    ),
    "queues": (
        MONTH,
        Column("queue", "text", "counter, mail, office (online forms handled by hand or machine) or card"),
        Column("completed", "integer", "cases settled in the month"),
        Column("backlog", "integer", "cases waiting at its end"),
        Column("gave_up", "integer", "cases that gave up waiting"),
        Column("peak", "integer", "largest backlog at the end of a day"),
        Column("wait_mean", "number", "calendar days, of the cases settled; empty where none was"),
        Column("wait_median", "number", "calendar days that half of them did not exceed"),
        Column("wait_p90", "number", "calendar days that nine in ten did not exceed"),
    ),
    "firms": (
        MONTH,
        Column("procedure", "text", "procedure of firms, all of the kind G2B"),
        Column("sector", "text", "sector of the firms that have it; all in a summary"),
        Column("size", "text", "micro, small, medium or large; all in a summary"),
        Column("months", "integer", "months that the transactions cover: 1, or a fiscal year in a summary"),
        Column("firms", "integer", "firms in Japan that have the procedure, at the end of the period"),
        Column("firms_online", "integer", "of them those whose procedure is filed online"),
        Column("transactions", "integer", "transactions in Japan, counted with the firm they are for"),
        Column("transactions_online", "integer", "of them those filed online"),
    ),
    "numbers": (
        MONTH,
        Column("name", "text", "what the number is; measures of the same name read it"),
        Column("value", "number", "its value for Japan"),
    ),
}
"""Every table of a full run folder, columns in order."""

SUMMARY_TABLES = (
    "use", "people", "card", "attitudes", "equity", "measures", "costs", "events", "firms", "numbers",
)  # fmt: skip
"""Tables of a summary: Japan as a whole, all ages and both sexes together."""
