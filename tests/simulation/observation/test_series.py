"""Published series are functions of the truth, tried on years made up by hand."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from agents.columns import FAMILIES
from agents.firms import PROCEDURES
from simulation.counts import FLOWS, PERSON_STOCKS
from simulation.observation import SERIES, Year, card_share, years_of
from simulation.observation.cards import base_of
from simulation.observation.series import published
from simulation.scenario import load

JANUARY_2001 = 0
BASES = {
    "etax_former_base": 0.852,
    "corporate_former_base": 0.981,
    "second_base": 1.255,
    "inventory_base": 1.365,
}


def year(
    number: int = 2020, *, local: float = 0.0, firms: tuple[float, float] = (0.0, 0.0), **etax: float
) -> Year:
    """A year in which only tax returns, local services and one procedure of firms occur."""
    cases = np.zeros((len(FAMILIES), len(FLOWS)))
    for kind, count in etax.items():
        cases[FAMILIES.index("etax"), FLOWS.index(kind)] = count
    cases[FAMILIES.index("local_services"), FLOWS.index("own_use")] = local
    transactions = np.zeros((len(PROCEDURES), 2))
    transactions[0] = firms
    to_the_state = np.array([0.0 if name == "local_services" else 1.0 for name in FAMILIES])
    return Year(number, cases, transactions, to_the_state)


def month_of(own: int) -> np.ndarray:
    flows = np.zeros((1, 18, len(FAMILIES), len(FLOWS)), np.int64)
    flows[0, 5, FAMILIES.index("etax"), FLOWS.index("own_use")] = own
    return flows


def test_one_history_gives_both_rates_of_the_same_returns() -> None:
    truth = year(own_use=20.0, assisted_use=14.8, proxy_use=20.0, counter=40.0, mail=5.2)
    old, new = SERIES["etax_old"].of(truth, BASES), SERIES["etax_new"].of(truth, BASES)
    assert new == 0.548
    assert old == 0.643


def test_a_rate_of_a_year_is_the_sum_of_its_months_whenever_people_filed() -> None:
    april = 12 * 19 + 3
    months = [(april + k, 1, month_of(10 if k == 0 else 0)) for k in range(12)]
    assert years_of(months, [], 2.0, np.ones(8))[2020].of("etax", "own_use") == 20.0
    spread = [(april + k, 1, month_of(1 if k < 10 else 0)) for k in range(12)]
    assert years_of(spread, [], 2.0, np.ones(8))[2020].of("etax", "own_use") == 20.0


def test_months_and_a_summary_of_the_year_say_the_same() -> None:
    april = 12 * 19 + 3
    months = [(april + k, 1, month_of(k)) for k in range(12)]
    summary = [(april + 11, 12, month_of(sum(range(12))))]
    one, other = (years_of(periods, [], 1.0, np.ones(8)) for periods in (months, summary))
    np.testing.assert_array_equal(one[2020].cases, other[2020].cases)


def test_a_year_that_is_cut_short_is_not_published() -> None:
    # A run from January 2001 holds the last three months of FY2000.
    periods = [(2, 3, month_of(5)), (14, 12, month_of(7)), (20, 6, month_of(9))]
    assert list(years_of(periods, [], 1.0, np.ones(8))) == [2001]


def test_returns_printed_and_posted_count_as_ict_use_but_not_as_filed() -> None:
    truth = year(own_use=10.0, mail=90.0, printed_and_posted=11.0)
    assert SERIES["etax_old"].of(truth, BASES) == round(0.1 / 0.852, 3)
    assert SERIES["etax_ict"].of(truth, BASES) == round(0.21 / 0.852, 3)


def test_online_use_of_the_state_has_firms_in_it_and_no_municipality() -> None:
    truth = year(own_use=10.0, counter=30.0, local=1000.0, firms=(60.0, 40.0))
    assert SERIES["online_use_first"].of(truth, BASES) == 0.5


def test_the_second_definition_prints_less_for_the_same_year_and_both_stand_for_2009() -> None:
    truth = year(2009, own_use=39.5, counter=60.5)
    first, second = SERIES["online_use_first"], SERIES["online_use_second"]
    assert (first.of(truth, BASES), second.of(truth, BASES)) == (0.395, 0.315)
    assert first.stood(2009) and second.stood(2009) and not first.stood(2010)


def test_nothing_is_published_where_nobody_filed() -> None:
    assert np.isnan(SERIES["etax_new"].of(year(), BASES))


def test_a_definition_prints_nothing_before_its_years_and_after_its_delay() -> None:
    flows = (month_of(0), month_of(6) * 2)
    flows[1][0, 5, 0, FLOWS.index("mail")] = 12
    scenario = load(["scenario=jp_history", "population=jp_10k"])
    record = SimpleNamespace(
        first=0,
        last=12 * 10,
        flow_months=(2, 12 * 8 + 2),
        flows=flows,
        firms=(),
        weight=1.0,
        scenario=scenario,
    )
    record.flow_months = (12 * 7 + 2, 12 * 8 + 2)
    record.first = 12 * 6 + 3
    points = {point.series: point for point in published(record)}  # type: ignore[arg-type]
    assert points["etax_old"].fiscal_year == 2008
    assert points["etax_old"].printed == 12 * 8 + 2 + SERIES["etax_old"].delay
    assert "etax_new" not in points and "online_use_second" not in points


@pytest.mark.parametrize(
    ("month", "base"),
    [("2021-07", "2019-12"), ("2021-08", "2020-12"), ("2020-12", "2019-12"), ("2019-03", "2017-12")],
)
def test_cards_stand_over_the_residents_of_an_earlier_first_of_january(month: str, base: str) -> None:
    from configs.months import month_index

    assert base_of(month_index(month)) == month_index(base)


def test_cards_of_the_dead_stay_in_the_count_and_later_residents_out_of_it() -> None:
    def stocks(population: int, issued: int, held: int) -> np.ndarray:
        person = np.zeros((1, 18, 2, len(PERSON_STOCKS)), np.int64)
        for name, value in (
            ("population", population),
            ("cards_issued_cumulative", issued),
            ("card_held", held),
        ):
            person[0, 5, 0, PERSON_STOCKS.index(name)] = value
        return person

    november, base = 12 * 20 + 10, 12 * 19 + 11
    record = SimpleNamespace(
        stock_months=(base, november), person_stocks=(stocks(1000, 200, 200), stocks(900, 400, 300))
    )
    assert card_share(record, november) == 0.4  # type: ignore[arg-type]
