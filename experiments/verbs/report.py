"""``denshi report``: write a finished answer or run as one HTML file that can be mailed and printed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from configs.errors import ScenarioError, unknown
from experiments.newest import ANSWER, source_of
from experiments.options import Options

OPTIONS = ("out", "lang", "json")
USAGE = "denshi report last|FOLDER|answer.json out=FILE.html"


def run(options: list[str], config_dir: str | None) -> int:
    """Write the report; print its path, or one JSON object with ``json=true``."""
    target, out, as_json = _read(options)
    source = source_of(target, USAGE)
    answer = _answer(source)
    from experiments.report.html import write_report

    path = write_report(answer, _target(out, source))
    if as_json:
        print(json.dumps({"report": str(path), "source": str(source), "bytes": path.stat().st_size}))
    else:
        print(f"Report: {path}")
    return 0


def _read(options: list[str]) -> tuple[str, str | None, bool]:
    """What to report on ('last' when nothing is named), where to, and whether as JSON."""
    words = Options(options)
    out, lang, as_json = words.text("out"), words.text("lang") or "en", words.flag("json")
    for word in words.changes:
        raise unknown(
            f"denshi report: {word.partition('=')[0]}", word.partition("=")[0], OPTIONS, what="option"
        )
    if len(words.names) > 1:
        raise ScenarioError(
            f"denshi report: one answer or run at a time, got {' '.join(words.names)}; {USAGE}"
        )
    if lang != "en":
        raise ScenarioError(f"lang: reports are written in English only so far, got '{lang}'; leave lang out")
    return words.names[0] if words.names else "last", out, as_json


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


def _target(out: str | None, source: Path) -> Path:
    """Where the report goes; unless told, report.html in the folder of the answer or run."""
    if out is None:
        return (source if source.is_dir() else source.parent) / "report.html"
    target = Path(out).expanduser()
    if target.is_dir():
        raise ScenarioError(f"out: '{out}' is a folder; name a file, such as {target / 'report.html'}")
    if target.suffix.lower() not in (".html", ".htm"):
        raise ScenarioError(f"out: a report is an HTML file, got '{out}'; name it {target.stem}.html")
    return target
