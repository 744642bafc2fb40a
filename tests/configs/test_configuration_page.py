"""The page on configuration shows commands that work as they stand."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from experiments.arms import load
from experiments.cli import main

PAGE = Path(__file__).parents[2] / "docs/configuration.md"
TEXT = PAGE.read_text(encoding="utf-8")
COMMANDS = re.findall(r"^(denshi .+)$", TEXT, re.M)
SHOWN = re.findall(r"^\$ denshi (.+)\n((?:(?!\$ |```).+\n)+)", TEXT, re.M)


@pytest.fixture(autouse=True)
def reader_of_the_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working directory with the files that the page shows and one run folder."""
    import yaml

    for block in re.findall(r"```yaml\n(.*?)```", TEXT, re.S):
        name = re.search(r"# ([\w/]+\.yaml)", block)
        assert name
        file = tmp_path / name[1]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(block, encoding="utf-8")
    folder = tmp_path / "out/a"
    folder.mkdir(parents=True)
    (folder / "scenario.yaml").write_text(yaml.safe_dump(load([]).resolved()), encoding="utf-8")
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_on_the_page_is_accepted(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    _, verb, *words = shlex.split(command)
    if verb == "list":
        assert main([verb, *words]) == 0
        return
    assert verb == "run"
    config_dir = words.pop(words.index("--config-dir") + 1) if "--config-dir" in words else None
    load([word for word in words if word != "--config-dir"], config_dir)


@pytest.mark.parametrize(("words", "printed"), SHOWN)
def test_output_on_the_page_is_what_is_printed(
    words: str, printed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    verb, *rest = shlex.split(words)
    if verb == "list":
        main([verb, *rest])
    else:
        with pytest.raises(Exception, match=re.escape(printed.splitlines()[0])):
            load(rest)
        return
    found = capsys.readouterr()
    lines = (found.err + found.out).splitlines()
    for line in printed.splitlines():
        assert line == "..." or line in lines


def test_the_page_was_read() -> None:
    assert len(COMMANDS) > 15 and len(SHOWN) >= 5
