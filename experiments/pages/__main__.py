"""``python -m experiments.pages``: make the made pages of docs/ anew from what the code says.

With ``reason="why no text had to change"`` sections whose code changed and whose text did not are renewed
too; without it they are named and left, and the command ends with status 1.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from configs.errors import ScenarioError
from experiments.pages.made import PAGES, made
from experiments.pages.rows import ROOT
from experiments.pages.sections import renew


def main(words: Sequence[str]) -> int:
    """Writes the pages; 1 where a section waits for its text, 2 for a wrong word."""
    reason = ""
    for word in words:
        key, equals, value = word.partition("=")
        if key != "reason" or not equals or not value.strip():
            print(f"{word}: write reason='why the text need not change', or nothing", file=sys.stderr)
            return 2
        reason = value.strip()
    for name in PAGES:
        path = ROOT / "docs" / name
        try:
            text = made(name)
        except ScenarioError as error:
            print(error, file=sys.stderr)
            return 2
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            print(f"docs/{name} made anew")
    waiting = renew(reason)
    for number in waiting:
        print(
            f"docs/odd.md, section {number}: its code changed and its text did not; "
            "read it again, or run with reason='why the text need not change'",
            file=sys.stderr,
        )
    return 1 if waiting else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
