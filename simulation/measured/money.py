"""Money: what the state, municipalities and citizens' hours amount to, yen of the year in Japan.

A cost is known where a price is stated: the price tags of policies, what municipalities invest and run, the
price of a case by channel and the upkeep of a kind of procedure. Wages of counters that stand idle are not
counted, nor is what a policy without a price tag costs.
"""

from __future__ import annotations

import numpy as np

from configs.months import month_text
from simulation.counts import FLOWS
from simulation.measured.output import NoValueError, Output, View, grown, known, year_end
from simulation.measured.time import hours_saved_total
from simulation.spending import spending
from simulation.stock import SHARE_OF_ALL

SYSTEMS = grown("cost_systems")
PRICES = {
    "counter": "valuation.counter_case_yen",
    "mail": "valuation.mail_case_yen",
    "own_use": "valuation.online_case_yen",
    "assisted_use": "valuation.counter_case_yen",
    "proxy_use": "valuation.online_case_yen",
}
"""Public cost of a case by the way in which it was settled; an assisted case is one at a counter."""


def policy_cost(view: View) -> float:
    """Stated cost of policies in the window, middle of their ranges."""
    return sum(
        (entry.low + entry.high) / 2
        for entry in spending(view.record)
        if view.first <= entry.month <= view.month
    )


def municipal_sum(view: View, *names: str) -> float:
    """Yen that municipal records grew by in the window; years that end in it count."""
    years = {year_end(year): arrays for year, arrays in view.record.municipal.items()}
    after = [month for month in years if month <= view.month]
    before = [month for month in years if month < view.start]
    if not after:
        raise NoValueError(f"no fiscal year of municipalities had ended by {month_text(view.month)}")
    ends = [
        sum(float(years[months[-1]][name].sum()) for name in names) if months else 0.0
        for months in (after, before)
    ]
    return ends[0] - ends[1]


def cost_muni(view: View) -> float:
    """What municipalities paid themselves."""
    return municipal_sum(view, "invested_yen", "running_yen")


def handling_cost(view: View) -> float:
    """Public cost of all settled cases of the window."""
    flows = view.record.flows_between(view.first, view.month)
    return _priced(flows, view) * view.weight


def _priced(flows: np.ndarray, view: View) -> float:
    return sum(float(flows[..., FLOWS.index(way)].sum()) * view.value(price) for way, price in PRICES.items())


def cost_per_procedure(view: View) -> float:
    """Public cost of a settled case of the last twelve months."""
    flows = view.counts.flows
    cases = sum(float(flows[..., FLOWS.index(way)].sum()) for way in PRICES)
    return known(_priced(flows, view) / cases if cases else float("nan"), "no case was settled")


def kinds_by_month(view: View) -> np.ndarray:
    """National kinds of procedure online in each month of the window."""
    found = view.record.numbers_named("kinds_online", view.record.first, view.month)
    if not found:
        raise NoValueError("the run did not count what is online")
    months, shares = np.array(list(found)), np.array(list(found.values()))
    every = np.arange(view.first, view.month + 1)
    kinds = float(view.record.scenario.institution("stock.kinds")) / SHARE_OF_ALL
    return np.asarray(np.interp(every, months, shares) * kinds)


def upkeep_cost(view: View) -> float:
    """Cost of keeping national kinds of procedure online over the window."""
    return float(kinds_by_month(view).sum()) / 12 * view.value("valuation.kind_upkeep_yen_year")


def saved_yen(view: View) -> float:
    """Upkeep not spent on kinds that were online once and are so no more."""
    kinds = kinds_by_month(view)
    gone = np.maximum.accumulate(kinds) - kinds
    return float(gone.sum()) / 12 * view.value("valuation.kind_upkeep_yen_year")


def cost_total(view: View) -> float:
    """Everything that has a price."""
    offers = ("invested_yen", "subsidised_yen", "running_yen")
    paid = municipal_sum(view, *offers) if view.record.municipal else 0.0
    return policy_cost(view) + paid + handling_cost(view) + upkeep_cost(view) + systems_cost(view)


def systems_cost(view: View) -> float:
    """Moves and running of central systems over the window; 0 where the run does not count them."""
    try:
        return SYSTEMS(view)
    except NoValueError:
        return 0.0


def yen_per_own_user(view: View) -> float:
    """Stated cost of policies in the window for each own user at its end."""
    users = float(view.counts.persons("own_use_any_12m")) * view.weight
    return known(policy_cost(view) / users if users else float("nan"), "there is no own user")


def welfare(view: View) -> float:
    """Worth of the hours saved less the cost."""
    return hours_saved_total(view) * view.value("valuation.hour_yen") - cost_total(view)


ROWS = (
    Output("cost_total", "public cost", "yen",
        "over the window: stated cost of policies, offers of municipalities, cases by channel, upkeep of "
        "what is online, central systems; middle of ranges",
        cost_total, "less", "none", "costs, institutions, use, numbers"),
    Output("cost_policies", "stated cost of policies", "yen",
        "price tags of the policies in force over the window, middle of their ranges",
        policy_cost, "less", "none", "costs"),
    Output("cost_muni", "cost to municipalities", "yen",
        "own investment and running cost of municipalities over the fiscal years that end in the window",
        cost_muni, "less", "none", "institutions"),
    Output("cost_per_procedure", "public cost of a procedure", "yen",
        "cost of handling a case settled in the last twelve months, mean over the ways in which it was "
        "settled",
        cost_per_procedure, "less", "all", "use"),
    Output("saved_yen", "upkeep saved", "yen",
        "over the window: upkeep not spent on national kinds of procedure that were online once and were "
        "withdrawn",
        saved_yen, "more", "none", "numbers"),
    Output("yen_per_own_user", "yen for each own user", "yen",
        "stated cost of policies over the window for each own user in Japan at its end",
        yen_per_own_user, "less", "own", "costs, people"),
    Output("welfare", "net worth to society", "yen",
        "worth of the hours that own use saved over the window less the public cost; nothing else is valued",
        welfare, "more", "own", "use, levers, costs, institutions, numbers"),
)  # fmt: skip
