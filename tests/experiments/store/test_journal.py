from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from experiments.store import journal, lines
from experiments.store.owners import Owner, is_alive
from experiments.store.store import Store, open_store, read_store
from experiments.store.table import rows_of

Rows = Callable[..., dict[str, Any]]


def test_a_line_that_is_cut_off_or_changed_anywhere_is_no_line() -> None:
    whole = lines.written({"line": "run", "key": "a", "value": 0.1, "text": "数"})
    assert lines.read(whole) == {"line": "run", "key": "a", "value": 0.1, "text": "数"}
    assert all(lines.read(whole[:length]) is None for length in range(len(whole) - 1))
    for at in range(len(whole) - 1):
        changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        assert lines.read(changed) is None, at


def test_what_follows_a_line_that_a_kill_cut_off_is_not_lost(store: Store, row_of: Rows) -> None:
    store.add(row_of(1))
    file = store.journal.file(1)
    with file.open("ab") as handle:
        handle.write(lines.written({"line": "run", **row_of(2)})[:-30])
    store.add(row_of(3))
    again = read_store(str(store.layout.root))
    again.catch_up()
    assert again.done == {row_of(1)["key"], row_of(3)["key"]}
    assert again.damaged == 1


def test_a_line_that_is_being_written_is_read_when_it_is_whole(store: Store, row_of: Rows) -> None:
    store.add(row_of(1))
    line = lines.written({"line": "run", **row_of(2)})
    reader = read_store(str(store.layout.root))
    with store.journal.file(1).open("ab") as handle:
        handle.write(line[:50])
        handle.flush()
        reader.catch_up()
        assert (len(reader.done), reader.damaged) == (1, 0)
        handle.write(line[50:])
    reader.catch_up()
    assert (len(reader.done), reader.damaged) == (2, 0)


def test_closed_segments_say_the_same_as_one_long_one(
    store: Store, row_of: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        store.add(row_of(number))
    whole = rows_of(store)
    other = open_store(str(store.layout.root.with_name("other")))
    monkeypatch.setattr("experiments.store.store.SEGMENT", 5_000)
    for number in range(40):
        other.add(row_of(number))
    assert len(other.journal.segments()) > 3
    assert len(list(other.layout.shards.glob("runs-*.parquet"))) == len(other.journal.segments()) - 1
    again = read_store(str(other.layout.root))
    assert rows_of(again).select(["key", "own_use"]).equals(whole.select(["key", "own_use"]))
    assert again.done == other.done | {row_of(39)["key"]}
    other.close()


def test_a_run_begun_before_a_segment_was_closed_is_still_known_to_run(
    store: Store, row_of: Rows, monkeypatch: pytest.MonkeyPatch
) -> None:
    with store.alone():
        store.claim(row_of(99))
    monkeypatch.setattr("experiments.store.store.SEGMENT", 5_000)
    for number in range(20):
        store.add(row_of(number))
    store.refresh()
    other = open_store(str(store.layout.root))
    other.catch_up()
    assert set(other.running()) == {row_of(99)["key"]}
    other.close()


def test_an_owner_lives_as_long_as_its_process(tmp_path: Path) -> None:
    owner = Owner(tmp_path)
    assert is_alive(tmp_path, owner.name)
    owner.leave()
    assert not is_alive(tmp_path, owner.name)
    code = (
        "import sys, time\nfrom pathlib import Path\nfrom experiments.store.owners import Owner\n"
        "print(Owner(Path(sys.argv[1])).name, flush=True)\ntime.sleep(60)\n"
    )
    root = Path(journal.__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path)],
        stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(root)},
    )  # fmt: skip
    assert process.stdout is not None
    name = process.stdout.readline().strip()
    assert is_alive(tmp_path, name)
    process.kill()
    process.communicate()
    assert not is_alive(tmp_path, name)
