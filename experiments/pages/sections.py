"""Sections of docs/odd.md and the code they describe: whoever changes a mechanism has to look at its text.

A heading of the page is followed by ``<!-- code: file, file, folder/*.py -->``. For each such section
docs/sections.json keeps two fingerprints, of the code without its comments and of the text written by
hand. When code has changed and its text has not, the fingerprints are renewed only with a reason.
"""

from __future__ import annotations

import hashlib
import io
import json
import re
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from experiments.pages.marked import by_hand
from experiments.pages.rows import ROOT

PAGE = ROOT / "docs" / "odd.md"
KEPT = ROOT / "docs" / "sections.json"
HEADING = re.compile(r"^#{2,3} (\d+(?:\.\d+)?)\.? .*$", re.M)
CODE = re.compile(r"<!-- code: (.*?) -->")


@dataclass(frozen=True)
class Section:
    """One section: its number, the files it describes, and its text without made parts."""

    number: str
    files: tuple[str, ...]
    text: str


def sections(page: str | None = None) -> dict[str, Section]:
    """Sections of the page that name code, by number."""
    whole = PAGE.read_text(encoding="utf-8") if page is None else page
    heads = list(HEADING.finditer(whole))
    found = {}
    for head, following in zip(heads, [*heads[1:], None], strict=True):
        body = whole[head.start() : following.start() if following else len(whole)]
        named = CODE.search(body)
        if named:
            found[head[1]] = Section(head[1], expanded(named[1]), CODE.sub("", by_hand(body)))
    return found


def expanded(line: str) -> tuple[str, ...]:
    """File names of a code line, patterns written out, in their order."""
    files: list[str] = []
    for pattern in (part.strip() for part in line.split(",")):
        matches = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.glob(pattern))
        if not matches:
            raise FileNotFoundError(f"docs/odd.md names {pattern}, which does not exist")
        files += matches
    return tuple(dict.fromkeys(files))


def prints(section: Section) -> dict[str, str]:
    """Fingerprints of a section: of its code and of its text."""
    code = "\n".join(uncommented((ROOT / name).read_text(encoding="utf-8")) for name in section.files)
    return {"code": _short(code), "text": _short(" ".join(section.text.split()))}


def uncommented(source: str) -> str:
    """Source text without comments and empty lines; docstrings stay, they are part of what is said."""
    lines = source.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def kept() -> dict[str, dict[str, str]]:
    """What docs/sections.json says; nothing where it is not there yet."""
    if not KEPT.is_file():
        return {}
    found: dict[str, dict[str, str]] = json.loads(KEPT.read_text(encoding="utf-8"))
    return found


def moved(now: Mapping[str, Section], before: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Sections that are not as kept: ``code`` where only the code moved, else ``text``."""
    found = {}
    for number, section in now.items():
        new, old = prints(section), before.get(number, {})
        if any(new[key] != old.get(key) for key in new):
            only_code = bool(old) and new["text"] == old.get("text")
            found[number] = "code" if only_code else "text"
    return found


def renew(reason: str = "") -> list[str]:
    """Write docs/sections.json anew; returns the sections that wait for their text or a reason."""
    now, before = sections(), kept()
    changed = moved(now, before)
    refused = [number for number, what in changed.items() if what == "code" and not reason]
    after: dict[str, dict[str, str]] = {}
    for number, section in now.items():
        if number in refused:
            after[number] = dict(before[number])
        elif number in changed:
            after[number] = prints(section) | ({"reason": reason} if changed[number] == "code" else {})
        else:
            after[number] = dict(before[number])
    text = json.dumps(after, indent=1, ensure_ascii=False) + "\n"
    _write(KEPT, text)
    return refused


def _write(path: Path, text: str) -> None:
    if not path.is_file() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
