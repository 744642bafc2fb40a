"""``denshi explain``: why a citizen decided as they did, who is typical, and where a number comes from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from configs.errors import ScenarioError
from experiments.failure import keeping
from experiments.options import Options
from experiments.output import tell
from simulation.folder import check_place


def run(options: list[str], config_dir: str | None) -> int:
    """Explain; print it in words, or one JSON object with ``json=true``. Returns the exit code."""
    words = Options(options)
    as_json, out = words.flag("json"), words.text("out")
    target = None if out is None else _page(out)
    answer = _explained(words, as_json, config_dir)
    if target is not None:
        from experiments.explaining.page import write_page

        with keeping():
            answer["page"] = str(write_page(answer, target))
    tell(answer, as_json, "page")
    return 0


def _explained(words: Options, as_json: bool, config_dir: str | None) -> dict[str, Any]:
    """The explanation that is asked for, as plain values with its text."""
    why, result = words.text("why"), words.text("result")
    count, question = words.count("portraits"), words.text("question")
    if why is not None or result is not None:
        from experiments.explaining.result import explain_result

        return explain_result(words, result or "last", why, as_json, config_dir)
    if count is not None:
        from experiments.explaining.portraits import explain_portraits

        return explain_portraits(words, count, question, as_json, config_dir)
    if question is not None:
        raise ScenarioError("question: belongs to portraits=; write portraits=6 question=NAME, or in=[A,B]")
    from experiments.explaining.citizen import explain_citizen
    from experiments.explaining.request import read

    return explain_citizen(read(words, config_dir), as_json)


def _page(out: str) -> Path:
    """The file to write. Raises ScenarioError when it is none or cannot be written."""
    target = Path(out).expanduser()
    if target.is_dir() or target.suffix.lower() not in (".html", ".htm"):
        raise ScenarioError(f"out: a page is an HTML file, got '{out}'; name it {target.stem}.html")
    check_place(target, out)
    return target
