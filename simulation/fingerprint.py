"""Fingerprints: whether a result still belongs to the code, the data and the request that made it.

A comment or a docstring changes no result, so neither changes the fingerprint of the code; a constant
in the trust mechanism does. The file of a kind of policy counts only for runs that hold such a policy. The
run key joins what was asked, the code in use and the data: equal keys mean equal tables.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

MECHANISMS = ("agents", "policies", "simulation")
"""Packages whose code can change a number; within ``simulation`` all but what only writes or forecasts."""

NO_MECHANISM = frozenset(
    {
        "simulation/checkpoint.py",
        "simulation/fingerprint.py",
        "simulation/folder.py",
        "simulation/forecast.py",
        "simulation/manifest.py",
        "simulation/results.py",
        "simulation/room.py",
    }
)

NOT_ASKED = ("threads", "out", "json", "name", "checkpoint", "fast", "report")
"""Parts of a resolved scenario that change no number."""

LUCK = ("seed", "replicate")
"""What differs between replicates of one configuration, together with ``population.seed``."""


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
def optional_files() -> dict[str, str]:
    """Files that a run may do without, by what needs them: a kind of policy, a network, an own population."""
    from policies.catalogue import CATALOGUE

    kinds = {f"kind {kind}": f"{found.__module__.replace('.', '/')}.py" for kind, found in CATALOGUE.items()}
    # A kind that an installed extension brings has its code elsewhere: nothing here stands for it.
    ours = {need: file for need, file in kinds.items() if (root() / file).is_file()}
    return ours | {
        "network explicit": "simulation/drawn_network.py",
        "population file": "agents/population/own.py",
    }


def mechanisms_in_use(resolved: Mapping[str, Any]) -> tuple[str, ...]:
    """The optional files that the resolved scenario needs, sorted; all other code is in use always."""
    sections = [resolved.get(section) or {} for section in ("policies", "shocks")]
    needs = {f"kind {entry.get('kind')}" for entries in sections for entry in entries.values()}
    needs.add(f"network {(resolved.get('network') or {}).get('kind')}")
    if (resolved.get("population") or {}).get("file"):
        needs.add("population file")
    return tuple(sorted({file for need, file in optional_files().items() if need in needs}))


@cache
def file_meanings() -> dict[str, str]:
    """File -> hash of what its code means; takes about half a second, so it is asked once."""
    return {
        path.relative_to(root()).as_posix(): hashlib.sha256(
            meaning_of(path.read_text(encoding="utf-8")).encode()
        ).hexdigest()
        for path in mechanism_files()
    }


def code_of(parts: Iterable[str], meanings: Mapping[str, str] | None = None) -> str:
    """Sixteen hex digits of the code of a run that needs the optional files ``parts``; the same on every
    machine with the same minor version of Python.

    meanings : as ``file_meanings`` gives them, where they are known already
    """
    found = file_meanings() if meanings is None else meanings
    unused = set(optional_files().values()) - set(parts)
    lines = [f"{name} {meaning}" for name, meaning in sorted(found.items()) if name not in unused]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


@cache
def data_fingerprint() -> str:
    """Sixteen hex digits of all bundled tables, the catalogue of services among them."""
    digest = hashlib.sha256()
    tables = (root() / "agents" / "data").rglob("*")
    catalogue = (root() / "configs" / "catalogue").rglob("*.yaml")
    for path in sorted(p for p in (*tables, *catalogue) if p.is_file() and "__pycache__" not in p.parts):
        digest.update(path.relative_to(root()).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:16]


def asked(resolved: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a resolved scenario that can change a number."""
    return {key: value for key, value in resolved.items() if key not in NOT_ASKED}


def config_digest(resolved: Mapping[str, Any]) -> str:
    """Sixteen hex digits of what was asked for but luck: equal for all replicates of one configuration.

    The contents of the user's own files count, their names do not matter.
    """
    tree = asked(resolved)
    population = tree.get("population") or {}
    network = tree.get("network") or {}
    for name in LUCK:
        tree.pop(name, None)
    tree["population"] = {key: value for key, value in population.items() if key not in ("seed", "file")}
    tree["network"] = {key: value for key, value in network.items() if key != "file"}
    text = json.dumps(tree, sort_keys=True, ensure_ascii=False, default=str)
    digest = hashlib.sha256(text.encode())
    for file in (population.get("file"), network.get("file")):
        digest.update(b"\n" + (hashlib.sha256(Path(file).read_bytes()).digest() if file else b""))
    return digest.hexdigest()[:16]


def request_digest(config: str, seed: int, replicate: int, population_seed: int) -> str:
    """Sixteen hex digits of a configuration with its luck: what was asked for, whatever the code."""
    return hashlib.sha256(f"{config} {seed} {replicate} {population_seed}".encode()).hexdigest()[:16]


def key_of(request: str, code: str, data: str) -> str:
    """The run key of a request under some code and data."""
    return hashlib.sha256(f"{request} {code} {data}".encode()).hexdigest()[:16]


def run_key(resolved: Mapping[str, Any]) -> str:
    """Sixteen hex digits that name a run: request and luck, code in use, data, the user's own files."""
    seed = (resolved.get("population") or {}).get("seed", 1)
    request = request_digest(
        config_digest(resolved), resolved.get("seed", 1), resolved.get("replicate", 0), seed
    )
    return key_of(request, code_of(mechanisms_in_use(resolved)), data_fingerprint())
