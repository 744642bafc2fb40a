"""Rules that hold in every file: short, portable, no swallowed errors, nothing left for later."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("configs", "agents", "policies", "simulation", "experiments")
TEXT = {".py", ".md", ".yaml", ".yml", ".toml", ".cff", ".txt", ".lock", ".html", ".css", ".js", ".json", ""}
LONGEST = 400
"""Lines of a Python file; 40 to 250 are the aim."""

ABSOLUTE = re.compile(r"(?<![\w.~>)}\]/$-])/(?:home|root|work|Users|mnt|tmp|opt|srv|var)/(?!somebody/)[\w.-]")
REGISTRIES = (
    "py" + r"pi\.org",
    "pythonho" + "sted",
    "npm" + r"js\.",
    "--(?:extra-)?index-url",
    "--find-links",
)
REGISTRY = re.compile("|".join(REGISTRIES))
LATER = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|X" + r"XX|HA" + r"CK)\b")


def tracked() -> list[Path]:
    """Files that belong to the project: what git tracks, or everything outside hidden folders without git."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode == 0 and listed.stdout:
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    hidden = {part.name for part in ROOT.iterdir() if part.name.startswith(".") and part.name != ".ci"}
    return [p for p in ROOT.rglob("*") if p.is_file() and p.relative_to(ROOT).parts[0] not in hidden]


FILES = tracked()
PYTHON = [p for p in FILES if p.suffix == ".py"]
LIBRARY = [p for p in PYTHON if p.relative_to(ROOT).parts[0] in PACKAGES]
DATA = ROOT / "agents" / "data"
WRITTEN = [p for p in FILES if p.suffix in TEXT and (DATA not in p.parents or p.suffix in {".py", ".md"})]


def places(paths: list[Path], pattern: re.Pattern[str]) -> list[str]:
    """``file:line: text`` of every line that matches."""
    found = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    return found


def test_there_are_files_to_check() -> None:
    assert len(LIBRARY) > 50
    assert ROOT / "README.md" in WRITTEN


def test_no_file_names_a_path_of_one_machine() -> None:
    assert places(WRITTEN, ABSOLUTE) == []


def test_no_file_names_a_package_registry() -> None:
    assert places([p for p in WRITTEN if p != Path(__file__)], REGISTRY) == []


def test_the_lock_pins_every_package_with_hashes_and_without_addresses() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in text
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) > 40
    loose = [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry]
    assert loose == []


def test_nothing_is_left_for_later() -> None:
    assert places([p for p in WRITTEN if p != Path(__file__)], LATER) == []


def test_no_python_file_is_too_long_to_read() -> None:
    long = {str(p.relative_to(ROOT)): len(p.read_text(encoding="utf-8").splitlines()) for p in PYTHON}
    assert {name: lines for name, lines in long.items() if lines > LONGEST} == {}


def swallowing_handlers(path: Path) -> list[str]:
    """Handlers that catch everything and do not raise it again."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ExceptHandler):
            named = ast.walk(node.type) if node.type else iter(())
            names = {n.id for n in named if isinstance(n, ast.Name)}
            raised = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
            if not raised and (node.type is None or names & {"Exception", "BaseException"}):
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def test_no_handler_swallows_everything() -> None:
    assert [place for path in PYTHON for place in swallowing_handlers(path)] == []


@pytest.mark.parametrize("word", ["utils", "helpers", "common", "core", "misc"])
def test_no_module_is_called_by_a_word_that_says_nothing(word: str) -> None:
    assert [str(p.relative_to(ROOT)) for p in LIBRARY if p.stem == word] == []


def test_every_python_file_begins_with_what_it_is_about() -> None:
    silent = []
    for path in LIBRARY:
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))):
            silent.append(str(path.relative_to(ROOT)))
    assert silent == []


def test_star_imports_and_module_level_generators_do_not_exist() -> None:
    found = []
    for path in LIBRARY:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            star = isinstance(node, ast.ImportFrom) and any(name.name == "*" for name in node.names)
            generator = isinstance(node, ast.Attribute) and node.attr in {"default_rng", "RandomState"}
            if star or generator:
                found.append(f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}")
    assert found == []
