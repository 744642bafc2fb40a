"""Drawing code inside the page: the Vega library once, and a still picture of every chart.

Both come from vl-convert, which carries the library in its wheel: nothing is fetched, neither when
the report is written nor when it is read. Putting the library together takes two seconds, so the
result is kept in the cache folder under the version it belongs to.
"""

from __future__ import annotations

import os
import re
import tempfile
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

_SNIPPET = "window.vegaEmbed=vegaEmbed;"


def cache_folder() -> Path:
    """Where Denshi keeps what can be made again: $DENSHI_CACHE or ~/.cache/denshi."""
    return Path(os.environ.get("DENSHI_CACHE") or Path.home() / ".cache" / "denshi")


@cache
def library() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that sets ``window.vegaEmbed``."""
    import vl_convert

    kept = cache_folder() / f"vega-{version('vl-convert-python')}.js"
    if kept.is_file():
        return kept.read_text(encoding="utf-8")
    script = str(vl_convert.javascript_bundle(_SNIPPET)).replace("</script", "<\\/script")
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=kept.parent, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(script)
        Path(draft).replace(kept)
    except OSError:
        return script  # a home that cannot be written to costs two seconds a report, no more
    return script


def still(spec: dict[str, Any], key: str) -> str:
    """The chart as SVG, for print and for readers without scripts.

    key : ids are numbered under it, so that the charts of one page do not clash
    """
    import vl_convert

    svg = str(vl_convert.vegalite_to_svg(spec))
    for place, old in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg))):
        svg = svg.replace(f'id="{old}"', f'id="{key}-{place}"').replace(
            f"url(#{old})", f"url(#{key}-{place})"
        )
    return re.sub(r"^<svg ", '<svg aria-hidden="true" focusable="false" ', svg)
