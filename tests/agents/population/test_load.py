"""Asking for populations: names, cache, files of one's own."""

from pathlib import Path

import numpy as np
import pytest

from agents.columns import FIELDS
from agents.data import read_rows
from agents.places import SIZE_CLASSES, places, service_areas
from agents.population import load
from agents.population.artefact import TABLES, content_key
from agents.population.population import Population, ages
from configs.errors import ScenarioError

GOOD = """municipality_code,birth_year,sex,household,education,foreign
13101,1950,male,a,university,0
13101,1953,female,a,senior_high,
13101,1990,female,b,,1
01100,2000,male,c,junior_high,
"""


def test_an_unknown_name_suggests_the_nearest() -> None:
    with pytest.raises(ScenarioError, match="did you mean 'jp_100k'"):
        load("jp_100")


def test_sizes_out_of_range_are_refused() -> None:
    with pytest.raises(ScenarioError, match=r"population\.citizens"):
        load("tiny", citizens=5)


def test_any_size_has_a_name(tmp_path: Path) -> None:
    assert load("synthetic_300", cache=tmp_path).citizens == 300


def test_a_loaded_population_equals_the_synthesised_one(tmp_path: Path, small: Population) -> None:
    first = load("jp_10k", cache=tmp_path)
    second = load("jp_10k", cache=tmp_path)
    assert len([path for path in tmp_path.iterdir() if not path.name.startswith(".")]) == 1
    for name in ("birth", "who", "event_slot", "event_who", "block_start", "long_key"):
        assert np.array_equal(getattr(first, name), getattr(small, name))
        assert np.array_equal(getattr(second, name), getattr(small, name))
    assert isinstance(second.event_who, np.memmap)


def test_the_content_key_depends_on_size_seed_and_name() -> None:
    keys = {
        content_key(*k) for k in (("a", 100, 1), ("b", 100, 1), ("a", 101, 1), ("a", 100, 2), ("a", 100, 1))
    }
    assert len(keys) == 4


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_bundled_and_has_rows(table: str) -> None:
    assert len(read_rows(table)) > 4


def test_places_are_the_municipalities_of_japan() -> None:
    where = places()
    assert len(where) == 1741
    assert where.population_2020.sum() == 126_146_099
    assert sorted(where.code) == list(where.code)
    assert where.name[where.index("13101")] == "千代田区"
    assert set(where.size_class) == set(range(SIZE_CLASSES))
    assert where.geometry.is_file()
    assert where.of_prefecture(13).stop - where.of_prefecture(13).start == 62


def test_service_areas_are_large_municipalities_or_shared(town: Population) -> None:
    area, count = service_areas(town)
    assert area.shape == (1741,) and set(area) == set(range(count))
    sapporo = town.places.index("01100")
    assert (area == area[sapporo]).sum() == 1
    shared = np.flatnonzero(np.bincount(area) > 1)
    for k in shared[:20]:
        members = area == k
        assert np.unique(town.places.prefecture[members]).size == 1
        assert np.unique(town.places.size_class[members]).size == 1


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "mine.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_of_ones_own_becomes_a_population(tmp_path: Path) -> None:
    mine = load("mine", file=written(tmp_path, GOOD))
    assert mine.slots == mine.citizens == 4
    assert mine.weight == 1.0
    education = (mine.who >> np.uint32(FIELDS["education"].shift)) & 3
    foreign = (mine.who >> np.uint32(FIELDS["foreign"].shift)) & 1
    head = (mine.who >> np.uint32(FIELDS["head"].shift)) & 1
    assert mine.birth.tolist() == [110, 60, 63, 100]  # Sapporo comes first
    assert education[0] == 0 and education[1] == 3 and foreign[3] == 1
    assert head.tolist() == [1, 1, 0, 1]
    assert (mine.event_birth == 255).all()  # nobody is born, nobody moves
    assert ages(mine.birth, 0)[1] in (50, 51)


def test_people_of_ones_own_die_by_the_life_table(tmp_path: Path) -> None:
    rows = ["municipality_code,birth_year,sex", *["13101,1935,male"] * 2000]
    mine = load("mine", file=written(tmp_path, "\n".join(rows)))
    birth, _, _ = mine.at(299)
    assert 0.15 < (birth != 255).mean() < 0.4  # men of 65 in 2001 alive at 90; about a quarter


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("municipality_code,sex\n13101,male\n", "column 'birth_year' is missing"),
        ("municipality_code,birth_year,sex,wealth\n", "column 'wealth' is not known"),
        ("municipality_code,birth_year,sex\n", "has no rows"),
        ("municipality_code,birth_year,sex\n99999,1950,male\n", "line 2: municipality_code '99999'"),
        (
            "municipality_code,birth_year,sex\n13101,1950,male\n13101,2050,male\n",
            "line 3: birth_year must lie in",
        ),
        (
            "municipality_code,birth_year,sex\n13101,1950,man\n",
            "line 2: sex must be male or female, got 'man'",
        ),
        (GOOD.replace("university", "phd"), "line 2: education must be one of"),
        (GOOD.replace(",0\n", ",yes\n", 1), "line 2: foreign must be 0 or 1"),
        (
            "municipality_code,birth_year,sex,household\n" + "13101,1950,male,x\n" * 8,
            "household 'x' has more than 7 persons",
        ),
    ],
)
def test_bad_rows_are_named_by_line(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load("mine", file=written(tmp_path, text))
    assert fault in str(caught.value)
    assert all(line.startswith("population.file: ") for line in caught.value.lines)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="there is no file"):
        load("mine", file=tmp_path / "none.csv")
