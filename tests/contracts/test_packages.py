"""The shape of the project: five packages on five floors, found here and nowhere else, light to import."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("configs", "agents", "policies", "simulation", "experiments")
HEAVY = (
    "mesa",
    "numba",
    "scipy.stats",
    "statsmodels",
    "SALib",
    "ray",
    "streamlit",
    "altair",
    "duckdb",
    "pyarrow",
    "pandas",
)

IMPORT_ALL = """
import importlib, json, pkgutil, sys
found = {}
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    found[name] = package.__file__
    for module in pkgutil.walk_packages(package.__path__, name + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
print(json.dumps(found))
"""


def python(code: str, *arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs code in a fresh interpreter that sees the project as an installed user would."""
    path = os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": path, **environment},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_packages_resolve_inside_this_project_and_importing_them_writes_nothing(tmp_path: Path) -> None:
    """Other projects call a package ``agents`` or ``experiments`` too; ours must win wherever one stands."""
    places = {name: tmp_path / name for name in ("elsewhere", "home", "cache", "kernels", "temporary")}
    for place in places.values():
        place.mkdir()
    done = python(
        IMPORT_ALL,
        *PACKAGES,
        cwd=places["elsewhere"],
        HOME=str(places["home"]),
        XDG_CACHE_HOME=str(places["cache"]),
        DENSHI_CACHE=str(places["cache"]),
        NUMBA_CACHE_DIR=str(places["kernels"]),
        TMPDIR=str(places["temporary"]),
        PYTHONDONTWRITEBYTECODE="1",
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {name: Path(file).parent for name, file in found.items()} == {p: ROOT / p for p in PACKAGES}
    written = [str(path) for place in places.values() for path in place.rglob("*") if path.is_file()]
    assert written == []


def test_help_and_validation_import_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import json, sys\n"
        "from simulation.scenario import load\n"
        "import experiments.cli\n"
        "load(['population=jp_10k'])\n"
        f"print(json.dumps([name for name in {HEAVY!r} if name in sys.modules]))\n"
    )
    done = python(code, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []


def test_imports_go_down_the_floors_and_never_in_circles() -> None:
    linter = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(linter), "--no-cache", "--no-logo"], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", PACKAGES)
def test_every_package_says_what_part_of_the_world_it_holds(name: str) -> None:
    first = (ROOT / name / "__init__.py").read_text(encoding="utf-8").lstrip()
    assert first.startswith('"""')
