from __future__ import annotations

import ast
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from configs.errors import ScenarioError
from simulation import fingerprint
from simulation.counts import FLOWS
from simulation.fingerprint import (
    asked,
    code_of,
    config_digest,
    file_meanings,
    meaning_of,
    mechanism_files,
    mechanisms_in_use,
    optional_files,
    run_key,
)
from simulation.folder import appearing, write_run_folder
from simulation.manifest import PROVENANCE, is_finished, read_manifest
from simulation.measures import MEASURES
from simulation.record import RunRecord
from simulation.results import Results
from simulation.schema import SUMMARY_TABLES, TABLES
from simulation.spending import spending, unpriced

Run = Callable[..., RunRecord]
ROOT = Path(__file__).resolve().parents[2]


def test_a_run_folder_holds_everything_its_manifest_lists(run: Run, tmp_path: Path) -> None:
    folder = write_run_folder(run("full", 24, (14,)), tmp_path / "a")
    manifest = read_manifest(folder)
    assert manifest is not None
    assert is_finished(folder)
    assert set(manifest["tables"]) == set(TABLES)
    for name, facts in manifest["tables"].items():
        data = (folder / f"{name}.parquet").read_bytes()
        assert facts["sha256"] == hashlib.sha256(data).hexdigest()
        assert facts["rows"] == pq.read_metadata(folder / f"{name}.parquet").num_rows
    assert {path.name for path in (folder / "pairs").iterdir()} == set(manifest["pairs"])
    assert "own_use@2002-03.bits" in manifest["pairs"]
    assert manifest["weight"] == 1400.0
    assert manifest["months"] == {"first": "2001-01", "last": "2002-12", "count": 24}
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_equal_runs_give_byte_identical_tables(run: Run, tmp_path: Path) -> None:
    one, two = (write_run_folder(run("full", 13, (12,)), tmp_path / name) for name in "ab")
    manifests = [json.loads((folder / "manifest.json").read_text()) for folder in (one, two)]
    for manifest in manifests:
        assert set(manifest.pop("provenance")) == set(PROVENANCE)
    assert manifests[0] == manifests[1]
    for path in one.rglob("*"):
        if path.is_file() and path.name != "manifest.json":
            assert path.read_bytes() == (two / path.relative_to(one)).read_bytes()


def test_tables_add_up_to_what_was_recorded(run: Run) -> None:
    record = run("full", 13)
    results = Results(record)
    use = results.use
    assert len(use) == 13 * 47 * 18 * 8
    for name in ("needs", "own_use", "barrier_device", "newly_aware"):
        total = sum(int(flows[..., FLOWS.index(name)].sum()) for flows in record.flows)
        assert use[name].sum() == total
    row = use[(use.prefecture_code == 13) & (use.age_band == "30-34") & (use.service == "relief")].iloc[3]
    assert row.own_use == record.flows[3][12, 6, 6, FLOWS.index("own_use")]
    assert row.population == record.person_stocks[3][12, 6, :, 0].sum()
    card = results.card
    woman = card[(card.prefecture_code == 1) & (card.sex == "female") & (card.age_band == "85+")].iloc[0]
    assert woman.held == record.person_stocks[0][0, 17, 1, 11]


def test_a_summary_is_small_and_says_japan(run: Run, tmp_path: Path) -> None:
    folder = write_run_folder(run("summary", 300), tmp_path / "s")
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert size < 50_000
    manifest = read_manifest(folder)
    assert manifest is not None
    assert set(manifest["tables"]) == set(SUMMARY_TABLES)
    use = pq.read_table(folder / "use.parquet").to_pandas()
    assert set(use.prefecture_code) == {0}
    assert set(use.age_band) == {"all"}
    assert list(use.months.unique()) == [3, 12, 9]
    assert str(use.month.iloc[-1]) == "2025-12-01"


def test_a_finished_folder_is_never_overwritten(run: Run, tmp_path: Path) -> None:
    folder = write_run_folder(run("summary", 12), tmp_path / "a")
    before = (folder / "manifest.json").read_bytes()
    with pytest.raises(ScenarioError, match="holds a finished run"):
        write_run_folder(run("summary", 12), folder)
    assert (folder / "manifest.json").read_bytes() == before
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").write_text("keep me")
    with pytest.raises(ScenarioError, match="not empty"):
        write_run_folder(run("summary", 12), tmp_path / "mine")


def test_an_error_or_ctrl_c_while_writing_leaves_nothing(run: Run, tmp_path: Path) -> None:

    def stopped(error: type[BaseException]) -> None:
        with appearing(tmp_path / "a") as draft:
            (draft / "use.parquet").write_bytes(b"half")
            raise error

    for error in (KeyboardInterrupt, RuntimeError):
        with pytest.raises(error):
            stopped(error)
    assert list(tmp_path.iterdir()) == []


def test_kill_9_while_writing_leaves_no_folder_that_looks_finished(tmp_path: Path) -> None:
    """A real process writes run folders one after another and is killed in the middle of one."""
    program = f"""
import sys; sys.path[:0] = [{str(ROOT)!r}, {str(Path(__file__).parent)!r}]
import conftest
from simulation.folder import write_run_folder
record = conftest.make_run("full", 12, (11,))
write_run_folder(record, {str(tmp_path)!r} + "/warm")
print("ready", flush=True)
for k in range(1000):
    write_run_folder(record, {str(tmp_path)!r} + f"/run{{k}}")
"""
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, env=os.environ
    )
    assert process.stdout is not None
    assert process.stdout.readline().strip() == "ready"
    deadline = time.monotonic() + 20.0
    while time.monotonic() < deadline:
        drafts = [path for path in tmp_path.iterdir() if path.name.startswith(".run")]
        if drafts and any(path.suffix == ".parquet" for path in _listed(drafts[0])):
            break
    process.send_signal(signal.SIGKILL)
    process.wait()
    visible = [path for path in tmp_path.iterdir() if not path.name.startswith(".")]
    hidden = [path for path in tmp_path.iterdir() if path.name.startswith(".")]
    assert hidden, "the kill came in the middle of writing"
    assert not any(is_finished(path) for path in hidden)
    for folder in visible:
        manifest = read_manifest(folder)
        assert manifest is not None
        assert all((folder / f"{name}.parquet").exists() for name in manifest["tables"])


def _listed(folder: Path) -> list[Path]:
    return list(folder.iterdir()) if folder.exists() else []


def test_documented_columns_are_those_that_are_written(run: Run, tmp_path: Path) -> None:
    text = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
    folder = write_run_folder(run("full", 12), tmp_path / "a")
    for name in TABLES:
        start = text.index(f"## {name}.parquet")
        section = text[start : text.find("\n## ", start + 1)]
        documented = [line for line in section.splitlines() if line.startswith("| `")]
        written = pq.read_schema(folder / f"{name}.parquet").names
        assert [line.split("`")[1] for line in documented] == written, name
        assert documented == [f"| `{c.name}` | {c.kind} | {c.meaning} |" for c in TABLES[name]]
    measures = (ROOT / "docs" / "measures.md").read_text(encoding="utf-8")
    for measure in MEASURES.values():
        assert f"| `{measure.name}` | {measure.unit} | {measure.meaning} |" in measures


def test_comments_and_docstrings_are_no_mechanism_but_numbers_are() -> None:
    plain = 'def f(x):\n    """Say so."""\n    return x + 1\n'
    assert meaning_of(plain) == meaning_of("def f(x):\n    # quite so\n    return x + 1\n")
    assert meaning_of(plain) != meaning_of("def f(x):\n    return x + 2\n")


def test_every_kernel_is_part_of_the_code_fingerprint() -> None:
    files = {path.relative_to(fingerprint.root()).as_posix() for path in mechanism_files()}
    kernels = (fingerprint.root() / "simulation" / "kernels").glob("*.py")
    assert {f"simulation/kernels/{path.name}" for path in kernels} <= files
    assert "agents/draws.py" in files
    assert "simulation/manifest.py" not in files


def test_the_run_key_follows_what_was_asked_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    tree = {"name": "a", "seed": 1, "threads": 1, "beta": {"trust": 0.4}}
    key = run_key(tree)
    assert run_key({**tree, "threads": 7, "name": "b"}) == key
    assert run_key({**tree, "seed": 2}) != key
    assert run_key({**tree, "beta": {"trust": 0.5}}) != key
    assert "threads" not in asked(tree)
    file_meanings.cache_clear()
    monkeypatch.setattr(fingerprint, "meaning_of", lambda source: source + "changed")
    assert run_key(tree) != key
    file_meanings.cache_clear()


def test_replicates_share_a_configuration_and_own_files_count_by_content(tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("a")
    tree = {"seed": 1, "replicate": 0, "population": {"citizens": 9, "seed": 1, "file": str(file)}}
    luck = {**tree, "seed": 2, "replicate": 5, "population": {**tree["population"], "seed": 7}}
    config, key = config_digest(tree), run_key(tree)
    assert config_digest(luck) == config
    assert run_key(luck) != key
    file.write_text("b")
    assert config_digest(tree) != config
    other = tmp_path / "same.csv"
    other.write_text("a")
    assert config_digest({**tree, "population": {**tree["population"], "file": str(other)}}) == config


def test_the_file_of_a_kind_counts_only_where_the_kind_is_in_use() -> None:
    relief = {"policies": {"a": {"kind": "relief"}}, "shocks": {}}
    parts = mechanisms_in_use(relief)
    assert parts == ("policies/relief.py",)
    meanings = dict(file_meanings())
    before = code_of(parts, meanings), code_of((), meanings)
    meanings["policies/relief.py"] = "changed"
    assert code_of(parts, meanings) != before[0]
    assert code_of((), meanings) == before[1]
    meanings["simulation/kernels/learn.py"] = "changed"
    assert code_of((), meanings) != before[1]


def test_no_mechanism_but_the_catalogue_reads_the_file_of_a_kind() -> None:
    kinds = {file.removesuffix(".py").replace("/", ".") for file in optional_files().values()}
    kinds = {name for name in kinds if name.startswith("policies.")}
    assert len(kinds) > 10
    readers = set()
    for path in mechanism_files():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        plain = [node.names for node in ast.walk(tree) if isinstance(node, ast.Import)]
        imported |= {name.name for names in plain for name in names}
        if imported & kinds:
            readers.add(path.name)
    assert readers == {"catalogue.py"}


def test_prices_per_case_are_multiplied_by_cases_in_japan(run: Run) -> None:
    record = run("full", 12)
    spent = {entry.policy: entry for entry in spending(record)}
    cases = record.own_cases[1].sum() * record.weight
    assert spent["credit"].low == pytest.approx(4.0 * cases)
    assert spent["desk"].high == 200.0
    assert "acts" not in spent
    assert unpriced(record) == ["acts"]
