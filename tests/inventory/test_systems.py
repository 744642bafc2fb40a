"""Systems and services of the inventory: SYS rows whose claim needs a small society of its own."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from agents.columns import FAMILIES, FIELDS
from agents.draws import PURPOSES, draw
from simulation.counts import FLOWS
from simulation.hours import open_hours
from simulation.kernels.tables import COMPLEXITY, HOURS

ALL_OPEN = ("awareness.spontaneous=0.003", "network.influence=false")


def flows_by_month(model, flow: str, family: str) -> list[int]:
    parts = model.recorder.finish(0.0, 0).flows
    return [int(part[:, :, FAMILIES.index(family), FLOWS.index(flow)].sum()) for part in parts]


def test_without_the_portal_nobody_is_likelier_to_hear(month) -> None:
    """SYS-01, POL-09."""
    with_it, without = month("2004-06"), month("2004-06", "remove=[egov_portal]")
    assert np.all(with_it.hear >= without.hear) and np.any(with_it.hear > without.hear)


def test_e_tax_is_used_most_in_the_filing_season(society) -> None:
    """SYS-02."""
    model = society("2018-01", "2018-12")
    used = [
        sum(flows_by_month(model, way, "etax")[k] for way in ("own_use", "assisted_use")) for k in range(12)
    ]
    assert used[1] + used[2] > 0.5 * sum(used) > 0


def test_limited_hours_turn_people_away_and_round_the_clock_nobody(opens, cases, own_users) -> None:
    """SYS-03: pathwise in a month in which everybody knows of everything, before anything feeds back."""
    found = []
    for hours in ("0.5", "1"):
        model = opens("2019-02", "2019-02", f"etax.hours={hours}", "network.influence=false")
        model.citizens.aware[:] = 255
        model.step()
        found.append(model)
    limited, always = found
    assert cases(limited, "barrier_hours", "etax") > cases(always, "barrier_hours", "etax") == 0
    before, after = own_users(limited)[:, 0], own_users(always)[:, 0]
    assert not np.any(before & ~after) and np.any(after & ~before)


def test_e_tax_hours_are_those_of_its_calendar(month) -> None:
    """SYS-03, NUM-23: 142.5 of 168 hours open; the night costs far less than its share of the clock."""
    plain_week = open_hours("seed_hours", date(2009, 6, 1), 7)
    assert plain_week == 142.5
    usual = month("2009-03").terms[FAMILIES.index("etax"), 0, HOURS]
    assert plain_week / 168 < usual < 1.0


def test_foreign_residents_without_a_number_hold_no_card(society) -> None:
    """SYS-04."""
    model = society("2018-01", "2019-12", "card.base_hazard=0.05", "card.foreign_without_number=1")
    citizens = model.citizens
    living = citizens.birth != 255
    foreign = (citizens.field("foreign") == 1) & living
    assert np.all(citizens.field("possession")[foreign] == 0) and foreign.sum() > 50
    assert np.any(citizens.field("possession")[living & ~foreign] == 2)


def test_linking_registers_lowers_what_a_form_asks_for(month, change) -> None:
    """SYS-04, BAR-02."""
    plain = month("2012-06")
    linked = month("2012-06", change("2012-06", {"idsystem.linked": "0.5"}))
    before, after = plain.terms[:8, 0, COMPLEXITY], linked.terms[:8, 0, COMPLEXITY]
    papers = np.array([name != "local_services" for name in FAMILIES])
    assert np.all(after[papers] < before[papers]) and np.all(after <= before)


def test_nothing_was_linked_before_my_number(lever) -> None:
    """SYS-17."""
    assert lever("idsystem.linked", "2015-09") == 0.0 < lever("idsystem.linked", "2016-06")


def test_without_photo_id_value_the_card_does_not_know_how_old_one_is(society) -> None:
    """SYS-05: age enters possession through the worth as photo ID alone."""
    from simulation.kernels.card import card_hazard

    model = society("2018-01", "2018-01", "card.photo_id=0")
    found = model._month
    args = (np.uint32(7), np.uint32(0))
    chances = [
        card_hazard(*args, age, 128, 0, 0, found, model.weights, model.citizenry.person)
        for age in (20, 50, 80)
    ]
    assert chances[0] == chances[1] == chances[2] > 0


def test_refusing_the_notice_makes_the_card_worth_more(month, change) -> None:
    """SYS-06."""
    accepted = month("2018-06")
    refused = month("2018-06", change("2018-06", {"card.notice_accepted": "0"}))
    assert np.all(refused.card > accepted.card)


def test_a_service_that_nobody_needs_changes_nobody(society, same_people, change) -> None:
    """SYS-07."""
    nobody = ("relief.needs_share=0", "network.influence=false")
    offer = change(
        "2018-01", {"services.documents": "0", "services.incentive_yen": "5000"}, families="[relief]"
    )
    assert same_people(society("2018-01", "2018-06", *nobody), society("2018-01", "2018-06", *nobody, offer))


def test_the_mix_of_applications_follows_what_they_are_worth(society, cases) -> None:
    """SYS-08: rates of events times benefit; neither share is set."""

    def share(*words: str) -> float:
        model = society("2019-01", "2019-12", *words)
        mix = {family: cases(model, "attempts", family) for family in ("child_family", "health_care")}
        return mix["child_family"] / sum(mix.values())

    wide = ("child_family.intercept=1", "health_care.intercept=1", "services.*.credential_required=0")
    valued, shuffled = (
        ("child_family.benefit=1", "health_care.benefit=0"),
        ("child_family.benefit=0", "health_care.benefit=1"),
    )
    strong = "beta.benefit=4"
    assert share(*wide, strong, *valued) > share(*wide, strong, *shuffled)


def test_cars_and_houses_are_registered_by_others(society, cases) -> None:
    """SYS-10."""
    model = society("2012-04", "2013-03")
    assert cases(model, "proxy_use", "vehicle_property") > cases(model, "own_use", "vehicle_property")


def test_moving_a_platform_makes_no_attempt_easier(month) -> None:
    """SYS-15, SHK-05: a migration under way loads the online service of those months, and only those."""
    from simulation.kernels.tables import LOAD

    moving, still = month("2021-03"), month("2021-03", "remove=[SHK-05]")
    assert np.all(moving.terms[:, :, LOAD] > still.terms[:, :, LOAD])
    after, never = month("2022-09"), month("2022-09", "remove=[SHK-05]")
    assert np.array_equal(after.terms[:, :, LOAD], never.terms[:, :, LOAD])


def test_no_move_onto_a_platform_comes_before_its_law(lever) -> None:
    """SYS-14, POL-22."""
    assert lever("platform.share_moved", "2012-12") == 0.0 < lever("platform.share_moved", "2017-12")
    assert lever("platform.share_moved", "2017-12", without=("joint_platform_2013",)) == 0.0


def test_the_two_migrations_of_the_second_platform_lie_within_a_year(record) -> None:
    """NUM-21."""
    first, second = (record[f"platform_second_generation{step}"].start for step in ("", "_dropped"))
    assert 0 < second - first < 12


def test_a_credential_in_the_phone_takes_the_reader_away_and_closes_nothing(month, change) -> None:
    """SYS-19, POL-43."""
    from simulation.kernels.choose import credential_works

    before, after = month("2023-04"), month("2023-04", change("2023-04", {"card.on_phone": "0.9"}))
    held = 2 | (1 << 2)
    works = [
        [
            credential_works(
                np.uint32(i), found.permanent, held, found.reader[0], found.on_phone[0], who, 0.0
            )
            for i in range(2000)
        ]
        for found in (before, after)
        for who in (0, 1 << FIELDS["phone"].shift)
    ]
    assert works[0] == works[2]  # whoever has no phone is left where they were
    assert np.all(np.array(works[1]) <= np.array(works[3])) and sum(works[3]) > sum(works[1])


@pytest.mark.parametrize("fails", [0.05, 0.3])
def test_browsers_fail_as_often_as_stated(fails: float) -> None:
    """SYS-20: a PC without a phone, ten thousand citizens, within four standard errors."""
    from simulation.kernels.choose import device_fits

    keys = np.zeros((128, 9, 4), np.uint32)
    who = np.uint32((1 << 19) | (1 << 21))
    ids = np.arange(10_000, dtype=np.uint32)
    luck = draw(1, 0, 0, 0, PURPOSES["BROWSER"], 1, ids)
    from agents.draws import stream_key

    keys[PURPOSES["BROWSER"], 1] = stream_key(1, 0, 0, 0, PURPOSES["BROWSER"], 1)
    closed = [1 - device_fits(i, keys, 0, who, 0.0, 1.0 - fails) for i in ids]
    assert np.array_equal(closed, (luck + 0.5) / 2**32 >= 1.0 - fails)
    assert abs(np.mean(closed) - fails) < 4 * np.sqrt(fails * (1 - fails) / ids.size)


def test_with_a_phone_alone_nobody_files_a_form_made_for_pcs(society, own_users) -> None:
    """SYS-21."""
    words = ("services.*.smartphone_ready=0", "remove=[POL-37, local_phone_2019, mynaportal_iphone_2019]")
    model = society("2020-02", "2020-02", *words)
    alone = (model.citizens.field("phone") == 1) & (model.citizens.field("pc") == 0)
    assert alone.sum() > 500 and not own_users(model)[alone].any() and own_users(model)[~alone].any()


def test_dropping_the_seal_eases_forms_and_tells_nobody(month) -> None:
    """SYS-26, POL-35."""
    history, sealed = month("2021-12"), month("2021-12", "remove=[SYS-26]")
    assert np.all(history.terms[:, :, COMPLEXITY] < sealed.terms[:, :, COMPLEXITY])
    assert np.array_equal(history.hear, sealed.hear)
