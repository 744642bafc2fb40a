from __future__ import annotations

import pytest

from configs.errors import ScenarioError
from configs.library import library
from experiments.sweeping.axes import points, read_axes

SHELF = library()


@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("beta.trust=0.6,0.8", ["beta.trust=0.6", "beta.trust=0.8"]),
        ("beta.trust=0.6", ["beta.trust=0.6"]),
        ("beta.trust=range(0,1,0.5)", ["beta.trust=0.0", "beta.trust=0.5"]),
        ("calendar.end=range(1,3)", ["calendar.end=1", "calendar.end=2"]),
        ("p.start=2010-04,2012-04", ["p.start=2010-04", "p.start=2012-04"]),
        ("remove=[a],[b,c],[]", ["remove=[a]", "remove=[b,c]", "remove=[]"]),
        ("remove=[a,b]", ["remove=[a,b]"]),
        ("+p={kind:relief},{kind:promotion}", ["+p={kind:relief}", "+p={kind:promotion}"]),
        ("+p={a:1,b:2}", ["+p={a:1,b:2}"]),
        ("~policies.consolidation", ["~policies.consolidation"]),
        ("services.*.complexity=0.2,0.4", ["services.*.complexity=0.2", "services.*.complexity=0.4"]),
        ("network.influence=true,false", ["network.influence=True", "network.influence=False"]),
        ("scenario=jp_history,a_question.arm", ["scenario=jp_history", "scenario=a_question.arm"]),
        ("population=glob(jp_10*)", ["population=jp_100k", "population=jp_10k", "population=jp_10m"]),
        ("population=glob(jp_1*,exclude=*k)", ["population=jp_10m", "population=jp_1m"]),
        ("scenario=glob(smartphone_first_2010.s*ne)", ["scenario=smartphone_first_2010.smartphone"]),
        ("x='a,b','c (d)'", ["x='a,b'", "x='c (d)'"]),
    ],
)
def test_values_are_read_as_hydra_reads_them(word: str, words: list[str]) -> None:
    (axis,) = read_axes([word], SHELF)
    assert list(axis.words) == words


@pytest.mark.parametrize(
    ("word", "line"),
    [
        (
            "beta.trust=interval(0,1)",
            "beta.trust: interval(0,1) has no single values; write range(0,1,0.1) or a list, as in 0.2,0.4",
        ),
        (
            "population=glob(kyoto*)",
            "population: nothing is called glob(kyoto*); known here: jp_100k, jp_10k, jp_10m, jp_1m, jp_full",
        ),
        ("seed=1,x", "seed: is a whole number from 0 on, got 'x'"),
        ("replicate=-1", "replicate: is a whole number from 0 on, got '-1'"),
    ],
)
def test_what_cannot_be_swept_is_refused_in_one_line(word: str, line: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        read_axes(["beta.trust=0.4", word], SHELF)
    assert refusal.value.lines == (line,)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["seed=1,2", "seed=3"], "seed: is written twice; write all its values once, as in seed=1,2,3"),
        (
            ["beta.trust=0.4,0.8", "beta.trust=0.6"],
            "beta.trust: is written twice; write all its values once, as in beta.trust=0.4,0.8,0.6",
        ),
        (["population.seed=9223372036854775807"], f"population.seed: must be below {2**62}, got {2**63 - 1}"),
        (["seed=²"], "seed: is a whole number from 0 on, got '²'"),
    ],
)
def test_a_name_that_stands_twice_or_luck_that_does_not_fit_is_refused(words: list[str], line: str) -> None:
    with pytest.raises(ScenarioError) as refusal:
        read_axes(words, SHELF)
    assert refusal.value.lines == (line,)


def test_points_are_all_combinations_and_luck_makes_no_other_configuration() -> None:
    axes = read_axes(["beta.trust=0.6,0.8", "seed=range(0,3)", "population=jp_10k"], SHELF)
    found = list(points(axes, None))
    assert len(found) == 6
    assert {point.words for point in found} == {
        ("beta.trust=0.6", "population=jp_10k"),
        ("beta.trust=0.8", "population=jp_10k"),
    }
    assert [point.seed for point in found] == [0, 1, 2, 0, 1, 2]
    assert found[4].values == {"beta.trust": "0.8", "seed": "1"}


def test_replicates_live_on_other_people_as_in_compare() -> None:
    found = list(points(read_axes(["seed=7"], SHELF), 3))
    assert [(point.seed, point.replicate, point.raised) for point in found] == [
        (7, 0, 0),
        (7, 1, 1),
        (7, 2, 2),
    ]
    with pytest.raises(ScenarioError, match="replicates: replicate= says already which"):
        list(points(read_axes(["replicate=0,1"], SHELF), 3))
