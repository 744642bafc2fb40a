"""``denshi report``: write a finished answer or run as one HTML file that can be mailed and printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from configs.errors import ScenarioError, unknown

OPTIONS = ("out", "lang", "json")
USAGE = "denshi report last|FOLDER|answer.json out=FILE.html"
ANSWER, RUN = "answer.json", "manifest.json"
STORES = ("out", "runs")
"""Folders below the working directory in which ``last`` looks."""


def run(options: list[str], config_dir: str | None) -> int:
    """Write the report; print its path, or one JSON object with ``json=true``."""
    target, settings = _read(options)
    source = _source(target)
    answer = _answer(source)
    from experiments.report.html import write_report

    path = write_report(answer, settings.get("out") or _beside(source))
    if settings.get("json") == "true":
        print(json.dumps({"report": str(path), "source": str(source), "bytes": path.stat().st_size}))
    else:
        print(f"report: {path}")
    return 0


def _read(options: list[str]) -> tuple[str, dict[str, str]]:
    """What to report on, and the settings; the first word without '=' is the target, 'last' when absent."""
    targets = [word for word in options if "=" not in word]
    settings = dict(word.split("=", 1) for word in options if "=" in word)
    for name in settings:
        if name not in OPTIONS:
            raise unknown(name, name, OPTIONS, what="option of 'denshi report'")
    if len(targets) > 1:
        raise ScenarioError(f"report: one run or answer at a time, got {' '.join(targets)}; {USAGE}")
    if settings.get("lang", "en") != "en":
        raise ScenarioError(
            f"lang: reports are written in English only so far, got '{settings['lang']}'; leave lang out"
        )
    if settings.get("json", "false") not in ("true", "false"):
        raise ScenarioError(f"json: is true or false, got '{settings['json']}'")
    return targets[0] if targets else "last", settings


def _source(target: str) -> Path:
    """The answer file or run folder meant by ``target``."""
    if target == "last":
        found = [
            path for store in STORES for name in (ANSWER, RUN) for path in Path(store).glob(f"**/{name}")
        ]
        if not found:
            raise ScenarioError(
                f"last: no answer and no run below {' or '.join(STORES)};"
                f" run 'denshi ask QUESTION' first, or name a folder: {USAGE}"
            )
        newest = max(found, key=lambda path: (path.stat().st_mtime, path.name == ANSWER))
        return newest if newest.name == ANSWER else newest.parent
    path = Path(target)
    if path.is_file():
        return path
    if (path / ANSWER).is_file():
        return path / ANSWER
    if (path / RUN).is_file():
        return path
    if not path.exists():
        raise ScenarioError(f"{target}: no such file or folder; {USAGE}")
    raise ScenarioError(
        f"{target}: holds neither {ANSWER} nor {RUN}, so it is no finished answer or run; {USAGE}"
    )


def _answer(source: Path) -> dict[str, Any]:
    if source.is_dir():
        from experiments.report.run_folder import answer_of_run

        return answer_of_run(source)
    try:
        answer = json.loads(source.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as fault:
        raise ScenarioError(f"{source}: is not JSON ({fault}); name an {ANSWER} or a run folder") from fault
    if not isinstance(answer, dict):
        raise ScenarioError(f"{source}: is not an answer (a JSON object is expected)")
    return answer


def _beside(source: Path) -> Path:
    """Where the report goes unless told: report.html in the folder of the answer or run."""
    return (source if source.is_dir() else source.parent) / "report.html"
