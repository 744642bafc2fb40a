"""The made parts of docs/odd.md: state, steps, levers, draws, and the names of all parameters."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from agents.columns import FIELDS, Citizens
from agents.draws import PURPOSES
from experiments.listings import LISTS, Row
from experiments.mechanisms import stage_of
from experiments.pages.marked import table
from experiments.pages.rows import ROOT, served
from policies.levers import LEVERS, UNREAD

WHOLE = re.compile(r"^ +(\w+(?:, \w+)*) : \(n,\) (\w+) +(.*?)$", re.M)
KINDS = (
    (60, "citizen"),
    (80, "institution"),
    (100, "tie"),
    (160, "population"),
    (10_000, "firm"),
)
"""First code that no longer belongs to the kind of drawer."""


def state() -> str:
    """Columns of a citizen, and the bit fields inside them."""
    whole: dict[str, tuple[str, str]] = {}
    for names, kind, meaning in WHOLE.findall(Citizens.__doc__ or ""):
        for name in names.split(", "):
            whole[name] = (kind, meaning)
    inside: dict[str, list[str]] = {}
    for name, field in FIELDS.items():
        inside.setdefault(field.column, []).append(
            f"**{name}** ({field.bits} bit{'s' if field.bits > 1 else ''}): {field.meaning}"
        )
    rows = [
        (f"`{column}`", kind, "; ".join(inside.get(column, [meaning])))
        for column, (kind, meaning) in whole.items()
    ]
    return table(("column", "type", "holds"), rows)


def steps() -> str:
    """The calls of ``DenshiModel.step`` in their order, each with its own sentence, and the stages inside."""
    tree = ast.parse((ROOT / "simulation" / "model.py").read_text(encoding="utf-8"))
    model = next(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "DenshiModel")
    methods = {n.name: n for n in model.body if isinstance(n, ast.FunctionDef)}
    rows = []
    for number, name in enumerate(step_calls(), 1):
        said = (ast.get_docstring(methods[name]) or "").partition("\n")[0]
        rows.append((number, f"`{name}`", said))
    return table(("call", "method of `DenshiModel`", "what it does"), rows)


@cache
def step_calls() -> tuple[str, ...]:
    """Names of the methods that ``DenshiModel.step`` calls, in order."""
    tree = ast.parse((ROOT / "simulation" / "model.py").read_text(encoding="utf-8"))
    model = next(n for n in tree.body if isinstance(n, ast.ClassDef) and n.name == "DenshiModel")
    step = next(n for n in model.body if isinstance(n, ast.FunctionDef) and n.name == "step")
    called = [n.func for n in ast.walk(step) if isinstance(n, ast.Call)]
    methods = [f for f in called if isinstance(f, ast.Attribute) and isinstance(f.value, ast.Name)]
    return tuple(f.attr for f in sorted(methods, key=lambda f: f.lineno))


def stages() -> str:
    """Stages with the numbers they read, assumed ones apart."""
    rows = [
        (row["step"], f"`{row['name']}`", row["does"], row["parameters"], row["grade_e"], coded(row["files"]))
        for row in LISTS["mechanisms"]((), None, None)
    ]
    return table(("step", "stage", "what it does", "parameters", "of grade E", "code"), rows)


def coded(names: Iterable[str]) -> str:
    """Names in code type."""
    return ", ".join(f"`{name}`" for name in names)


def levers() -> str:
    """All levers: range, base, how moves combine, who reads them, which rows of the inventory they serve."""
    rows = [
        (
            f"`{lever.name}`",
            lever.unit,
            f"{lever.low:g} to {lever.high:g}",
            lever.base,
            lever.operator.value,
            lever.family,
            lever.meaning,
            "nobody yet" if lever.name in UNREAD else ", ".join(_readers(lever.name)),
            served("levers").get(lever.name, []),
        )
        for lever in LEVERS.values()
    ]
    heads = ("lever", "unit", "range", "base", "combines", "by family", "meaning", "read in", "rows")
    return table(heads, rows)


@cache
def _sources() -> dict[str, str]:
    found = {}
    for package in ("agents", "simulation"):
        for path in sorted((ROOT / package).rglob("*.py")):
            found[path.relative_to(ROOT).as_posix()] = path.read_text(encoding="utf-8")
    return found


def _readers(lever: str) -> list[str]:
    """Files that name the lever in code, without what only measures or prints it."""
    mark = f'"{lever}"'
    return [
        Path(name).name
        for name, text in _sources().items()
        if mark in text and not name.startswith("simulation/measured")
    ]


def draws() -> str:
    """Purposes of draws with their fixed codes, who draws, and where."""
    rows = []
    for name, code in PURPOSES.items():
        kind = next(kind for end, kind in KINDS if code < end)
        where = [
            Path(path).name
            for path, text in _sources().items()
            if path != "agents/draws.py" and re.search(rf'["\']{name}["\']', text)
        ]
        rows.append((code, f"`{name}`", kind, ", ".join(where) or "reserved"))
    return table(("code", "purpose", "drawn by", "in"), rows)


def names() -> str:
    """Symbol, name, stage and rows of the inventory of every parameter; fields of services once for all."""
    rows: dict[str, tuple[object, ...]] = {}
    for row in LISTS["parameters"]((), None, None):
        name = general(row)
        ids = {i for key in {row["name"], name} for i in served("parameters").get(key, [])}
        if name in rows:
            ids |= set(rows[name][3])  # type: ignore[call-overload]
        rows[name] = (row["symbol"] or "", f"`{name}`", stage_of(row), sorted(ids))
    return table(("symbol", "name", "stage", "rows"), rows.values())


def general(row: Row) -> str:
    """The name of a parameter, ``services.*.field`` for a field that every service has."""
    section, _, rest = str(row["name"]).partition(".")
    return f"services.*.{rest.rpartition('.')[2]}" if section == "services" else str(row["name"])


PARTS = {
    "state": state,
    "steps": steps,
    "stages": stages,
    "levers": levers,
    "draws": draws,
    "names": names,
}
"""Made parts of docs/odd.md by the name in their marker."""
