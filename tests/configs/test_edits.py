"""Names, values and edits of a tree."""

from __future__ import annotations

from typing import Any

import pytest

from configs.documents import read_yaml
from configs.edits import remove_entries, set_value
from configs.errors import ScenarioError
from configs.overrides import read_value
from configs.trees import lay_over, leaves


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("7", 7),
        ("-0.5", -0.5),
        ("1e-3", 0.001),
        ("2013-04", "2013-04"),
        ("true", True),
        ("null", None),
        ("jp_1m", "jp_1m"),
        ("[a,b]", ["a", "b"]),
        ("{kind:promotion,ages:[20,64]}", {"kind": "promotion", "ages": [20, 64]}),
        ("'two words'", "two words"),
        ("out/a.yaml", "out/a.yaml"),
        ("[POL-24]", ["POL-24"]),
    ],
)
def test_values_are_read_by_the_grammar_of_hydra(raw: str, value: Any) -> None:
    found = read_value("x", raw)
    assert found == value and type(found) is type(value)


def test_plain_words_are_read_as_hydra_reads_them() -> None:
    from hydra.core.override_parser.overrides_parser import OverridesParser

    for raw in (
        "7",
        "-0.5",
        "2013-04",
        "jp_1m",
        "0007",
        "a-b",
        "x.y",
        "3.0",
        "1_000",
        "yes",
        "infinity",
        "-3",
        "on",
    ):
        assert read_value("x", raw) == OverridesParser.create().parse_override(f"x={raw}").value(), raw


def test_dates_stay_text_and_exponents_are_numbers() -> None:
    assert read_yaml("a: 2013-06-14\nb: 1e-3\nc: 2013-04\n", "x") == {
        "a": "2013-06-14",
        "b": 0.001,
        "c": "2013-04",
    }


def test_what_is_read_twice_is_not_shared() -> None:
    first = read_yaml("a: {b: 1}", "x")
    first["a"]["b"] = 2
    assert read_yaml("a: {b: 1}", "x") == {"a": {"b": 1}}


def test_a_number_over_a_record_keeps_its_provenance() -> None:
    record = {"value": 1, "unit": "share", "source": "Assumed"}
    assert lay_over({"a": record}, {"a": 0.5}) == {"a": {"value": 0.5, "unit": "share", "source": "Assumed"}}


def test_a_list_replaces_a_list_and_a_mapping_is_laid_over() -> None:
    assert lay_over({"a": {"x": [1, 2], "y": 3}}, {"a": {"x": [4]}}) == {"a": {"x": [4], "y": 3}}


def test_records_are_leaves() -> None:
    tree = {"beta": {"trust": {"value": 1, "unit": "logits"}}, "seed": 1}
    assert dict(leaves(tree)) == {"beta.trust": {"value": 1, "unit": "logits"}, "seed": 1}


def tree() -> dict[str, Any]:
    return {
        "assumptions": {"incident": {"forgetting": {"value": 0.1, "unit": "share"}}},
        "policies": {"law": {"ids": ["POL-1"], "strength": 1}, "law_step": {"ids": ["POL-1"]}, "lawyer": {}},
        "shocks": {"incident": {"start": None}},
    }


def test_a_step_goes_with_its_entry_and_a_namesake_stays() -> None:
    changed = tree()
    assert remove_entries(changed, ["law"]) == ["law", "law_step"]
    assert list(changed["policies"]) == ["lawyer"]


def test_an_entry_does_not_hide_an_assumption_of_the_same_name() -> None:
    changed = tree()
    assert set_value(changed, "incident.forgetting", 0.2) == ["assumptions.incident.forgetting"]
    assert set_value(changed, "incident.start", "2015-06") == ["shocks.incident.start"]


def test_an_edit_that_is_refused_changes_nothing() -> None:
    changed = tree()
    with pytest.raises(ScenarioError):
        set_value(changed, "incidnt.forgetting", 0.2)
    assert changed == tree()
