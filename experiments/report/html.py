"""Writing the report: one HTML file that holds its words, its numbers, its charts and their drawing code.

The file asks the network for nothing and says so in its content policy: only the two scripts whose
fingerprints it lists may run, and nothing may be loaded. All text of the answer is escaped. The same
answer gives the same bytes.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from experiments.report import vega
from experiments.report.page import page as read_page

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""What the page may load: nothing. Which scripts may run is added by their fingerprints."""


def _script_json(value: Any) -> str:
    """JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return (
        text.replace("&", "\\u0026")
        .replace("<", "\\u003c")
        .replace(">", "\\u003e")
        .replace("\u2028", "\\u2028")
        .replace("\u2029", "\\u2029")
    )


def _fingerprint(script: str) -> str:
    return (
        "'sha256-" + base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii") + "'"
    )


def _asset(name: str) -> str:
    return (Path(__file__).parent / name).read_text(encoding="utf-8")


def render(answer: Mapping[str, Any]) -> str:
    """The whole page as text."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    page = read_page(answer)
    rows: dict[str, Any] = {}
    charts: dict[str, Any] = {}
    for key, chart in page.charts.items():
        rows.update(chart.rows)
        charts[key] = {"wide": chart.wide, "narrow": chart.narrow, "rows": sorted(chart.rows)}
    library, script = (vega.library(), _asset("page.js")) if charts else ("", "")
    scripts = f"{_fingerprint(library)} {_fingerprint(script)}" if charts else "'none'"
    environment = Environment(
        loader=PackageLoader("experiments.report", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("template.html").render(
        page=page,
        policy=f"{POLICY}; script-src {scripts}",
        style=Markup(_asset("style.css")),
        library=Markup(library),
        script=Markup(script),
        rows=Markup(_script_json(rows)),
        charts=Markup(_script_json(charts)),
    )


def write_report(answer: Mapping[str, Any], path: str | Path) -> Path:
    """Write the report of ``answer`` to ``path`` in one move and return the path."""
    target = Path(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    text = render(answer)
    handle, draft = tempfile.mkstemp(dir=target.parent, suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(draft, 0o644)
        Path(draft).replace(target)
    finally:
        Path(draft).unlink(missing_ok=True)
    return target
