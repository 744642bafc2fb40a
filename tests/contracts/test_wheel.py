"""The wheel: everything a user needs and nothing else, usable from any folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("configs", "agents", "policies", "simulation", "experiments")
BUILT = {".py", ".pyc", ".nbi", ".nbc"}
JUNK = shutil.ignore_patterns("__pycache__", "*.nbi", "*.nbc", "*.pyc")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel built from a copy, so that the source folder stays clean."""
    source = tmp_path_factory.mktemp("source")
    for name in (*PACKAGES, "LICENSES", "tests"):
        shutil.copytree(ROOT / name, source / name, ignore=JUNK)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy2(ROOT / name, source / name)
    out = tmp_path_factory.mktemp("dist")
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(out), str(source)],
        capture_output=True,
        text=True,
        timeout=300,
        cwd=out,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    (built,) = out.glob("denshi-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds the wheel's files as an installation would (it is pure Python)."""
    target = tmp_path_factory.mktemp("installed")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(target)
    return target


def test_the_wheel_holds_the_five_packages_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    top = {name.split("/")[0] for name in names}
    assert {name for name in top if not name.endswith(".dist-info")} == set(PACKAGES)
    assert not [name for name in names if "test" in Path(name).name and name.endswith(".py")]


def test_the_wheel_holds_every_data_file_of_the_packages(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        str(path.relative_to(ROOT))
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix not in BUILT
    }
    assert "configs/config.yaml" in wanted
    assert any(name.startswith("agents/data/demography/") for name in wanted)
    assert wanted - names == set()


def test_the_wheel_carries_the_licences_of_code_and_data(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [name for name in names if name.endswith("licenses/LICENSE")]
    assert [name for name in names if "licenses/LICENSES/" in name]
    assert "agents/data/SOURCES.md" in names


def test_the_installed_command_works_from_any_folder(installed: Path, tmp_path: Path) -> None:
    def say(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(installed)},
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    found = say("-c", "import experiments; print(experiments.__file__)").strip()
    assert Path(found).is_relative_to(installed)
    assert "smartphone_first_2010" in say("-m", "experiments", "list", "questions")
    assert list(tmp_path.iterdir()) == []
