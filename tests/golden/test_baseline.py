"""Numbers move only on purpose: ten thousand citizens, three hundred months, compared to the last one."""

from __future__ import annotations

import json
import runpy
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
REFRESH = runpy.run_path(str(HERE / "refresh.py"))


@pytest.fixture(scope="module")
def baseline() -> dict[str, Any]:
    return json.loads((HERE / "jp_10k.json").read_text(encoding="utf-8"))


def test_ten_thousand_citizens_do_what_they_did_before(baseline: dict[str, Any]) -> None:
    moved = REFRESH["differences"](baseline, REFRESH["measure"]())
    advice = "If this is meant: CONTRIBUTING.md, 'The golden baseline'."
    assert not moved, "\n".join(["The baseline moved. First differences:", *moved[:12], advice])


def test_the_baseline_is_a_society_that_uses_services(baseline: dict[str, Any]) -> None:
    """A baseline of zeros would be kept for ever."""
    years = baseline["years"]
    assert years["2000"]["needs"] > 0 and years["2020"]["needs"] > 10_000
    assert years["2020"]["own_use"] > years["2010"]["own_use"] > 0
    assert years["2014"]["card_held"] == 0 < years["2020"]["card_held"]


def test_the_changelog_still_tells_why_the_baseline_moved(baseline: dict[str, Any]) -> None:
    changelog = " ".join((HERE.parents[1] / "CHANGELOG.md").read_text(encoding="utf-8").split())
    assert len(baseline["reason"]) >= REFRESH["SHORTEST_REASON"]
    assert baseline["changelog"]
    assert [line for line in baseline["changelog"] if line not in changelog] == []


def test_a_moved_count_is_named_with_its_year_and_size(baseline: dict[str, Any]) -> None:
    other = deepcopy(baseline)
    other["years"]["2012"]["own_use"] += 10
    other["tables"][next(iter(other["tables"]))] = "0"
    lines = REFRESH["differences"](baseline, other)
    assert len(lines) == 2
    assert lines[0].startswith("fiscal year 2012, own_use: ")
    assert REFRESH["differences"](baseline, baseline) == []


@pytest.mark.parametrize(
    ("reason", "said", "refused"),
    [
        ("", ["a new line"], "say why"),
        ("because", ["a new line"], "say why"),
        ("a better table of devices", ["old"], "Results"),
        ("a better table of devices", [], "Results"),
        ("a better table of devices", ["old", "new"], None),
    ],
)
def test_a_refresh_needs_a_reason_and_a_new_line(reason: str, said: list[str], refused: str | None) -> None:
    answer = REFRESH["refusal"](reason, said, ["old"])
    assert answer is None if refused is None else refused in answer


def test_result_lines_are_those_of_the_newest_version_only() -> None:
    newest = "# C\n\n## 2\n\n### Results\n\n* one\n  goes on\n* two\n\n### Migration\n\n* no\n"
    text = newest + "\n## 1\n\n### Results\n\n* old\n"
    assert REFRESH["result_lines"](text) == ["one goes on", "two"]
    assert REFRESH["result_lines"]("# C\n\n## 2\n\nnothing\n") == []
