"""Events: nobody leaves an empty slot, arrivals clear it, homes keep their heads."""

import numpy as np

from agents.columns import FIELDS, VACANT
from agents.population.population import LEAVES, Population, age_at, ages, october_age
from agents.population.synthesis import synthesise


def test_nobody_leaves_a_vacant_slot_and_a_slot_has_one_event_a_month(town: Population) -> None:
    birth = np.array(town.birth)
    for t in range(300):
        these = slice(town.event_start[t], town.event_start[t + 1])
        slot, code = town.event_slot[these], town.event_birth[these]
        assert np.unique(slot).size == slot.size
        leaving = code == LEAVES
        assert (birth[slot[leaving]] != VACANT).all()
        assert (np.diff(leaving.astype(int)) <= 0).all()  # leaving stand before coming
        birth[slot] = code
    assert town.event_start[300] == town.event_slot.size


def test_leaving_carries_no_traits_and_coming_carries_only_the_person(town: Population) -> None:
    leaving = town.event_birth == LEAVES
    assert (town.event_who[leaving] == 0).all()
    assert set(np.unique(town.event_cause[leaving])) <= {0, 1}
    assert set(np.unique(town.event_cause[~leaving])) == {2, 3}
    slot_bits = np.uint32(sum(((1 << FIELDS[n].bits) - 1) << FIELDS[n].shift for n in ("head", "ties")))
    assert (town.event_who & slot_bits == 0).all()


def test_the_newborn_are_newborn(town: Population) -> None:
    month = np.repeat(np.arange(300), np.diff(town.event_start))
    born = np.flatnonzero(town.event_cause == 2)
    age = np.array(
        [age_at(int(town.event_birth[e]), int(town.event_slot[e]), int(month[e])) for e in born[::20]]
    )
    assert (age == 0).all()


def test_no_slot_has_more_than_sixteen_holders(small: Population) -> None:
    _, _, generation = small.at(299)
    assert 1 <= generation.max() <= 15


def test_most_events_are_births_and_deaths_rather_than_rounding(town: Population) -> None:
    cause = np.bincount(town.event_cause, minlength=4) / 25 / town.citizens
    assert cause[3] < 0.012  # moves in a year and citizen; 0.04 move between municipalities in Japan
    assert cause[1] < 0.012


def test_residents_and_newcomers_stay_in_their_municipality(town: Population) -> None:
    assert town.municipality_start[-1] == town.slots
    assert (np.diff(town.municipality_start) >= 1).all()
    assert town.slots < 1.12 * town.citizens


def test_homes_begin_with_a_head_and_hold_at_most_seven(town: Population) -> None:
    head = (town.who >> np.uint32(FIELDS["head"].shift)) & 1
    assert head[town.municipality_start[:-1]].all()
    first = np.flatnonzero(head)
    size = np.diff(np.append(first, town.slots))
    assert size.max() <= 7
    one = (size == 1).mean()
    assert abs(one - 0.345) < 0.02  # one-person households of 2015, Japan
    adults = ages(town.birth, 0)[first]
    assert (adults[adults >= 0] >= 18).mean() > 0.97


def test_neighbourhood_blocks_stay_inside_a_prefecture(town: Population) -> None:
    prefecture = town.prefecture_of_slot()
    for first, after in zip(town.block_start, town.block_start[1:], strict=False):
        assert prefecture[first] == prefecture[after - 1]
    assert np.diff(town.block_start).min() >= 32
    assert town.block_start[0] == 0 and town.block_start[-1] == town.slots


def test_birthdays_fall_in_the_month_of_the_slot() -> None:
    born_1980 = 1980 - 1890
    june_slot = 5
    assert age_at(born_1980, june_slot, 4) == 20  # May 2001
    assert age_at(born_1980, june_slot, 5) == 21  # June 2001
    assert age_at(2002 - 1890, 0, 5) == 0  # never below 0
    assert october_age(born_1980, june_slot, 0) == 21
    assert october_age(born_1980, 11, 9) == 20  # December birthdays come after October


def test_a_population_is_a_function_of_size_and_seed(small: Population) -> None:
    again, other = synthesise("jp_10k", 10_000, 1), synthesise("jp_10k", 10_000, 2)
    for field in ("birth", "who", "event_slot", "event_birth", "event_who", "event_cause"):
        assert np.array_equal(getattr(again, field), getattr(small, field))
        assert not np.array_equal(getattr(other, field), getattr(small, field))
