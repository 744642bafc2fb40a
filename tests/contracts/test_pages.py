"""Pages that are made say what the code says, and whoever changes a mechanism reads its section again."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from experiments.listings import LISTS
from experiments.mechanisms import MECHANISMS, stage_of
from experiments.pages.made import PAGES, made
from experiments.pages.marked import by_hand, filled
from experiments.pages.parts import step_calls
from experiments.pages.sections import Section, kept, moved, prints, renew, sections, uncommented

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
WRITTEN = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
DESCRIBED = ("simulation/kernels", "agents/institutions", "agents/firms", "agents/networks", "policies")
ELEMENTS = (
    "1. Purpose and patterns", "2. Entities, state variables and scales",
    "3. Process overview and scheduling", "4. Design concepts", "5. Initialization", "6. Input data",
    "7. Submodels",
)  # fmt: skip
CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction", "Sensing",
    "Interaction", "Stochasticity", "Collectives", "Observation",
)  # fmt: skip


@pytest.mark.parametrize("name", PAGES)
def test_a_made_page_is_that_of_the_code(name: str) -> None:
    """Refresh with ``python -m experiments.pages``."""
    assert (DOCS / name).read_text(encoding="utf-8") == made(name), "run: python -m experiments.pages"


def test_no_mechanism_changed_without_its_section() -> None:
    """Read the section again and change it; or say why not: ``python -m experiments.pages reason='...'``."""
    assert moved(sections(), kept()) == {}, "run: python -m experiments.pages"


def test_every_file_of_a_mechanism_is_described_by_a_section() -> None:
    described = {name for section in sections().values() for name in section.files}
    missing = [
        path.relative_to(ROOT).as_posix()
        for folder in DESCRIBED
        for path in sorted((ROOT / folder).glob("*.py"))
        if path.name != "__init__.py" and path.relative_to(ROOT).as_posix() not in described
    ]
    assert missing == []


def test_the_odd_has_its_seven_elements_and_eleven_concepts_in_order() -> None:
    text = (DOCS / "odd.md").read_text(encoding="utf-8")
    places = [text.index(f"\n## {element}\n") for element in ELEMENTS]
    concepts = text[places[3] : places[4]]
    said = [concepts.index(f"**{concept}") for concept in CONCEPTS]
    assert places == sorted(places) and said == sorted(said)


def test_every_line_of_the_step_is_argued_for_in_its_order() -> None:
    argued = re.findall(r"^\d+\. `(\w+)`", (DOCS / "odd.md").read_text(encoding="utf-8"), re.M)
    assert tuple(argued) == step_calls()


def test_a_changed_number_in_code_waits_for_its_section_and_a_comment_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from experiments.pages import sections as pages

    (tmp_path / "stage.py").write_text('"""Stage."""\nRATE = 0.1  # a tenth\n', encoding="utf-8")
    page = tmp_path / "odd.md"
    page.write_text("## 1. Stage\n<!-- code: stage.py -->\nA tenth.\n", encoding="utf-8")
    monkeypatch.setattr(pages, "ROOT", tmp_path)
    monkeypatch.setattr(pages, "PAGE", page)
    monkeypatch.setattr(pages, "KEPT", tmp_path / "sections.json")
    assert renew() == [] and moved(sections(), kept()) == {}
    (tmp_path / "stage.py").write_text('"""Stage."""\n\nRATE = 0.1  # one in ten\n', encoding="utf-8")
    assert moved(sections(), kept()) == {}
    (tmp_path / "stage.py").write_text('"""Stage."""\nRATE = 0.2\n', encoding="utf-8")
    assert renew() == ["1"] and moved(sections(), kept()) == {"1": "code"}
    assert renew("a test") == [] and moved(sections(), kept()) == {}
    assert kept()["1"]["reason"] == "a test"
    (tmp_path / "stage.py").write_text('"""Stage."""\nRATE = 0.3\n', encoding="utf-8")
    page.write_text("## 1. Stage\n<!-- code: stage.py -->\nThree tenths.\n", encoding="utf-8")
    assert renew() == [] and moved(sections(), kept()) == {}


def test_made_parts_are_no_part_of_the_text_that_is_written() -> None:
    page = "By hand.\n<!-- made: sum -->\nold\n<!-- end -->\n"
    new = filled(page, {"sum": lambda: "new"})
    assert "new" in new and "old" not in new and by_hand(new) == by_hand(page)
    section = Section("1", (), by_hand(new))
    assert prints(section)["text"] == prints(Section("1", (), by_hand(page)))["text"]
    assert uncommented('x = "#"  # note\n\n') == 'x = "#"'


@pytest.mark.parametrize("page", WRITTEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    missing = []
    for target in LINK.findall(page.read_text(encoding="utf-8")):
        path = target.partition("#")[0]
        if path and "://" not in path and not path.startswith("mailto:"):
            missing += [] if (page.parent / path).exists() else [target]
    assert missing == []


def test_every_page_is_listed_on_the_index() -> None:
    index = (DOCS / "index.md").read_text(encoding="utf-8")
    pages = {page.name for page in DOCS.glob("*.md")} - {"index.md"}
    assert {name for name in pages if f"({name})" not in index} == set()


def test_no_parameter_lacks_provenance() -> None:
    for row in LISTS["parameters"]((), None, None):
        for key in ("value", "unit", "low", "high", "source", "grade", "mechanism", "meaning"):
            assert row[key] not in (None, ""), (row["name"], key)
        assert stage_of(row) in MECHANISMS, row["name"]
