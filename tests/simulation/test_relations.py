"""Citizens and firms side by side: who leads, how many cases of each kind, and whom government serves."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from agents.columns import FAMILIES
from agents.firms import PROCEDURES
from configs.months import month_index
from simulation.measured import OUTPUTS, View
from simulation.relations import RELATION_OF, RELATIONS, by_relation, by_row
from simulation.results import Results
from simulation.run import run_tree, simulate
from simulation.scenario import load

SERVED = "policies.served={{kind: lever_change, start: 2001-04, levers: {{budget.g2c_share: {}}}}}"
SHORT = ("calendar.start=2018-04", "calendar.end=2021-03")


@cache
def history(*overrides: str, record: str = "summary", end: str = "2021-03") -> Results:
    """The dated record on the smallest population."""
    words = [f"calendar.end={end}", *overrides]
    return simulate("jp_history", population="jp_10k", record=record, overrides=words)


def leads(results: Results) -> dict[int, float]:
    """Fiscal year -> share of firms' transactions online less that of citizens' cases."""
    record = results.record
    found = {}
    for year in range(2005, 2021):
        view = View(record, 0, month_index(f"{year + 1}-03"))
        found[year] = OUTPUTS["uptake_g2b"].read(view) - OUTPUTS["uptake_g2c"].read(view)
    return found


def test_firms_lead_citizens_in_every_year_from_2005() -> None:
    assert min(leads(history()).values()) > 0.0


def test_firms_lead_no_more_when_they_file_as_rarely_and_are_as_skilled_as_citizens() -> None:
    """Nothing in the model says "firm": the pattern is frequency and skill, or it would still be there."""
    alike = leads(history("firms.alike.frequency_and_skill=1"))
    assert max(alike.values()) < 0.0


def test_every_row_of_the_catalogue_has_one_relation_and_the_four_add_up() -> None:
    results = history()
    month = month_index("2012-03")
    rows, sums = by_row(results.record, month), by_relation(results.record, month)
    assert set(rows) == set(RELATION_OF) == {*FAMILIES, *(p.name for p in PROCEDURES), "inquiries", "staff"}
    assert set(RELATION_OF.values()) == set(sums) == set(RELATIONS)
    for part in (0, 1):
        assert sum(s[part] for s in sums.values()) == pytest.approx(sum(r[part] for r in rows.values()))
    view = View(results.record, 0, month)
    tags = [f"cases_{relation.lower()}" for relation in RELATIONS]
    assert sum(OUTPUTS[tag].read(view) for tag in tags) == pytest.approx(OUTPUTS["cases_all"].read(view))
    assert OUTPUTS["online_g2b"].read(view) == pytest.approx(OUTPUTS["uptake_g2b"].read(view))
    assert all(0.0 <= s.online <= s.all for s in sums.values())


def test_cases_of_a_relation_are_those_of_its_tables() -> None:
    results = history(*SHORT, record="full")
    use, firms = results.table("use"), results.table("firms")
    year = slice("2020-04-01", "2021-03-01")
    settled = ["own_use", "assisted_use", "proxy_use", "counter", "mail"]
    citizens = use.set_index("month").sort_index().loc[year, settled].to_numpy().sum()
    businesses = firms.set_index("month").sort_index().loc[year, "transactions"].sum()
    found = by_relation(results.record, month_index("2021-03"))
    assert found["G2C"].all == pytest.approx(citizens * results.weight)
    assert found["G2B"].all == businesses


def test_a_summary_holds_the_fiscal_years_of_the_months() -> None:
    full, summary = (history(*SHORT, record=record).table("firms") for record in ("full", "summary"))
    assert set(summary["sector"]) == set(summary["size"]) == {"all"}
    assert set(summary["months"]) == {12} and set(full["months"]) == {1}
    columns = ["transactions", "transactions_online"]
    monthly = full[full.month > "2020-03-01"].groupby("procedure")[columns].sum()
    yearly = summary[summary.month == "2021-03-01"].set_index("procedure")[columns]
    assert monthly.equals(yearly.loc[monthly.index])
    last = full[full.month == "2021-03-01"].groupby("procedure")[["firms", "firms_online"]].sum()
    stocks = summary[summary.month == "2021-03-01"].set_index("procedure")[["firms", "firms_online"]]
    assert last.equals(stocks.loc[last.index])


def test_firms_are_the_same_at_every_size_of_the_population() -> None:
    small = history("population=synthetic_3000", end="2003-03").record.firms
    for (one, counts), (other, same) in zip(history(end="2003-03").record.firms, small, strict=True):
        assert one == other
        np.testing.assert_array_equal(counts, same)


def test_arms_that_part_in_firms_only_equal_runs_of_their_own() -> None:
    words = ["population=jp_10k", *SHORT]
    arms = {"duty": load(words), "free": load([*words, "remove=[corporate_mandate_2020]"])}
    together = run_tree(arms)
    for name, scenario in arms.items():
        alone = run_tree({name: scenario})[name, 0]
        for (t, counts), (month, same) in zip(together[name, 0].firms, alone.firms, strict=True):
            assert t == month
            np.testing.assert_array_equal(counts, same)
    assert together["duty", 0].digest == together["free", 0].digest, "the duty is none of the citizens'"
    assert not np.array_equal(together["duty", 0].firms[-1][1], together["free", 0].firms[-1][1])


def test_professions_that_file_online_for_firms_do_so_for_citizens() -> None:
    fed, apart = history(end="2012-03"), history("firms.proxies.feed_citizens=0", end="2012-03")
    by_hand = history(
        "firms.proxies.feed_citizens=0",
        "+policies.lent={kind: lever_change, start: 2005-04, levers: {services.proxy_online: 0.4}}",
        end="2012-03",
    )

    def proxies(results: Results) -> dict[str, int]:
        use = results.table("use")
        return dict(use[use.month == "2012-03-01"].set_index("service")["proxy_use"])

    assert proxies(fed)["etax"] > proxies(apart)["etax"] == 0
    assert proxies(fed)["vehicle_property"] > proxies(apart)["vehicle_property"]
    assert proxies(by_hand)["etax"] > 0, "the lever works beside it"


def test_capacity_for_citizens_serves_citizens_and_costs_firms() -> None:
    """Question S22; with the usual share the arms are the same run."""
    usual, citizens = history(f"+{SERVED.format(0.3)}"), history(f"+{SERVED.format(0.7)}")
    assert usual.record.digest == history().record.digest
    month = month_index("2021-03")
    g2c, g2b = (
        [OUTPUTS[name].read(View(run.record, 0, month)) for run in (usual, citizens)]
        for name in ("uptake_g2c", "uptake_g2b")
    )
    assert g2c[1] > g2c[0]
    assert g2b[1] < g2b[0]


def test_a_private_substitute_lowers_use_of_the_state_and_nobodys_success() -> None:
    month = month_index("2012-03")
    alone, beside = (
        View(history(*change, end="2012-03").record, 0, month)
        for change in ((), ("services.*.private_substitute=0.5",))
    )

    def of(name: str) -> tuple[float, float]:
        return OUTPUTS[name].read(alone), OUTPUTS[name].read(beside)

    cases, own, unmet, completed = map(of, ("cases_g2c", "own_use", "unmet_needs", "completion_rate"))
    assert cases[1] < 0.6 * cases[0]
    assert own[1] < own[0]
    assert unmet[1] <= unmet[0]
    assert completed[1] == pytest.approx(completed[0], abs=0.03)
