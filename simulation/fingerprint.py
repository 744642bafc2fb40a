"""Fingerprints: whether a result still belongs to the code, the data and the request that made it.

A comment or a docstring changes no result, so neither changes the fingerprint of the code; a constant
in the trust mechanism does. The run key joins what was asked, the code and the data: equal keys mean
equal tables.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

MECHANISMS = ("agents", "policies", "simulation")
"""Packages whose code can change a number; within ``simulation`` all but what only writes or forecasts."""

NO_MECHANISM = frozenset(
    {
        "simulation/fingerprint.py",
        "simulation/folder.py",
        "simulation/forecast.py",
        "simulation/manifest.py",
        "simulation/results.py",
    }
)

NOT_ASKED = ("threads", "out", "json", "name", "checkpoint", "fast", "report")
"""Parts of a resolved scenario that change no number."""


def root() -> Path:
    """The folder that holds the packages."""
    return Path(__file__).resolve().parent.parent


def mechanism_files() -> Iterator[Path]:
    """Source files that can change a number, in a fixed order."""
    for package in MECHANISMS:
        for path in sorted((root() / package).rglob("*.py")):
            if path.relative_to(root()).as_posix() not in NO_MECHANISM:
                yield path


def meaning_of(source: str) -> str:
    """The syntax tree of a source text without its docstrings: what the interpreter acts on."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [line for line in body if not _is_text(line)]  # type: ignore[attr-defined]
    return ast.dump(tree)


def _is_text(node: ast.AST) -> bool:
    """Whether a statement is only a text: a docstring, or the note below a constant."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


@cache
def code_fingerprint() -> str:
    """Sixteen hex digits of all mechanism code; the same on every machine."""
    digest = hashlib.sha256()
    for path in mechanism_files():
        digest.update(path.relative_to(root()).as_posix().encode())
        digest.update(meaning_of(path.read_text(encoding="utf-8")).encode())
    return digest.hexdigest()[:16]


@cache
def data_fingerprint() -> str:
    """Sixteen hex digits of all bundled tables."""
    digest = hashlib.sha256()
    folder = root() / "agents" / "data"
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts):
        digest.update(path.relative_to(folder).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def asked(resolved: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a resolved scenario that can change a number."""
    return {key: value for key, value in resolved.items() if key not in NOT_ASKED}


def run_key(resolved: Mapping[str, Any]) -> str:
    """Sixteen hex digits that name a run: request and seed, mechanism code, data, a user's own population."""
    text = json.dumps(asked(resolved), sort_keys=True, ensure_ascii=False, default=str)
    digest = hashlib.sha256(f"{text}\n{code_fingerprint()}\n{data_fingerprint()}".encode())
    file = (resolved.get("population") or {}).get("file")
    if file:
        digest.update(Path(file).read_bytes())
    return digest.hexdigest()[:16]
