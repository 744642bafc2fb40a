"""P-4, a citizen's story, and P-3 step 2, what a gain is made of, through the installed command."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.journeys.conftest import Terminal

ARMS = "in=[smartphone_first_2010.history,smartphone_first_2010.smartphone]"


def test_portraits_are_told_with_what_happened(denshi: Terminal) -> None:
    said = denshi.done("explain", "portraits=3", "question=smartphone_first_2010", "population=jp_10k")
    assert "3 runs of 10,000 citizens" in said.errors
    assert [line[:2] for line in said.text.splitlines() if line[:2] in ("1.", "2.", "3.")] == [
        "1.",
        "2.",
        "3.",
    ]
    assert said.text.count("Citizen ") == 3
    assert said.text.count("Under 'smartphone_first_2010.smartphone'") == 3


def test_a_citizen_is_told_side_by_side_and_a_flip_is_lived(denshi: Terminal) -> None:
    found = denshi.done(
        "explain", "barrier=device", "device=phone", ARMS, "month=2021-02", "population=jp_10k", "json=true"
    ).json
    assert [arm["scenario"] for arm in found["arms"]] == ARMS.removeprefix("in=[").rstrip("]").split(",")
    first = found["arms"][0]["cases"][0]
    assert first["stood_in_the_way"] == "device"
    assert abs(sum(first["choice"]["terms"].values()) - first["choice"]["value"]) < 1e-9
    assert all(flip["after"] == "own" and flip["verified"] for flip in first["flips"])
    assert found["difference"]["cases"][0]["same_luck"]
    again = denshi.done(
        "explain",
        f"citizen={found['arms'][0]['citizen']['slot']}",
        ARMS,
        "month=2021-02",
        "population=jp_10k",
    )
    assert again.text.splitlines()[2:] == found["text"][2:]


def test_a_wrong_word_is_refused_with_the_right_one(denshi: Terminal) -> None:
    said = denshi("explain", "prefecture=Kochy", "population=jp_10k")
    assert said.status == 2
    assert said.errors.strip() == "prefecture: no such prefecture; did you mean 'Kochi'?"
    assert list(denshi.folder.iterdir()) == []


def test_an_arm_of_a_comparison_that_was_asked_how_to_compare_is_explained(denshi: Terminal) -> None:
    short = ("population=jp_10k", "calendar.end=2011-03")
    arm = "smartphone_first_2010.smartphone"
    denshi.done("compare", "jp_history", arm, *short, "until=5", "most=4", "value=5000", "out=cmp")
    told = denshi.done("explain", "result=cmp", f"why={arm}").text
    assert told.startswith("Under 'Smartphone' own online use in March 2011 is +")
