"""What is refused before anything runs, in one line each."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import pytest

from experiments.cli import main
from simulation.sharding import choice


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ((), "denshi sweep: say what to vary, as in denshi sweep beta.trust=0.4,0.8 replicates=4"),
        (("tabel",), "denshi sweep: 'tabel' has no '='; write scenario=tabel, or status, table, gc"),
        (("seed=1,2", "executor=pol"), "executor=pol: no such executor; did you mean 'pool'?"),
        (("seed=1,2", "out=x"), "out: runs are kept in store=DIR; leave it out"),
        (("seed=1,2", "table=t.xls"), "table: 't.xls' must end in .parquet, .csv, .json"),
        (("seed=1,2", "table=no/t.csv"), "table: no folder 'no'; make it or choose another"),
        (("seed=1,2", "stale=true"), "stale, failed, dry: belong to denshi sweep gc; leave them out"),
        (("gc", "seed=1"), "denshi sweep gc: looks at all runs; leave out what would name some of them"),
        (("status", "store=no"), "store: there is none at 'no'; give the folder that a sweep was given"),
        (("seed=1,2", "ray={num_cpus: 2}"), "ray: is for executor=ray; leave it out"),
        (
            ("seed=1,2", "store=file/s"),
            "store: cannot write to 'file/s' (Not a directory); choose another folder",
        ),
    ],
)
def test_refusals_say_what_to_do(
    words: tuple[str, ...],
    line: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.chdir(tmp_path)
    assert main(["sweep", *words]) == 2
    assert capsys.readouterr() == ("", f"{line}\n")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(("executor", "package"), [("ray", "ray"), ("slurm", "submitit")])
def test_an_executor_whose_package_is_absent_says_so(
    executor: str, package: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(choice, "find_spec", lambda name: None if name == package else find_spec(name))
    assert main(["sweep", "seed=1,2", f"executor={executor}"]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"executor: '{executor}' needs the package {package}, which is not installed; ")
    assert said.endswith("or write executor=pool\n")
