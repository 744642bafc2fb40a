"""Faults of a policy in words: path, what was found, what would be right, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from configs.errors import nearest


def fault_lines(error: ValidationError, model: type[BaseModel], path: str) -> list[str]:
    """One line per fault of a refused mapping, each beginning with its full path."""
    lines = []
    for fault in error.errors(include_url=False):
        location, kind, found = fault["loc"], fault["type"], fault["input"]
        where = ".".join([path, *(str(step) for step in location)])
        owner = _owner(model, location)
        field = _fields(owner).get(str(location[-1])) if owner is not None and location else None
        limits = _limits(field) if field is not None else ""
        if kind == "extra_forbidden":
            known = [name for name in _fields(owner or model) if name != "name"]
            near = nearest(str(location[-1]), known)
            lines.append(
                f"{where}: no such setting; "
                + (f"did you mean '{near}'?" if near else f"known: {', '.join(known)}")
            )
        elif kind == "missing":
            lines.append(f"{where}: is required")
        elif kind == "value_error":
            lines.append(f"{where}: {fault['ctx']['error']}")
        elif kind.startswith(("float", "int")):
            number = "whole number" if kind.startswith("int") else "number"
            lines.append(f"{where}: must be a {number}{limits and ' in ' + limits}, got {found!r}")
        elif limits:
            lines.append(f"{where}: must lie in {limits}, got {found!r}")
        else:
            lines.append(f"{where}: {fault['msg'].replace('Input should', 'must')}, got {found!r}")
    return lines


def _fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """Fields by the name that YAML uses."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _owner(model: type[BaseModel], location: Sequence[Any]) -> type[BaseModel] | None:
    """The model in which the last step of ``location`` is a field, or None inside a list or tuple."""
    for step in location[:-1]:
        field = _fields(model).get(str(step))
        inner = _model_in(field.annotation) if field is not None else None
        if inner is None:
            return model if isinstance(step, int) else None
        model = inner
    return model


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The pydantic model inside ``Cost``, ``Cost | None`` or ``tuple[Cost, ...]``."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((inner for part in get_args(annotation) if (inner := _model_in(part)) is not None), None)


def _limits(field: FieldInfo) -> str:
    """``[0, 1]`` for a number with both limits, else nothing."""
    low = next((value for item in _metadata(field) if (value := getattr(item, "ge", None)) is not None), None)
    high = next(
        (value for item in _metadata(field) if (value := getattr(item, "le", None)) is not None), None
    )
    return "" if low is None or high is None else f"[{low:g}, {high:g}]"


def _metadata(field: FieldInfo) -> Iterator[Any]:
    """Limits of a field, those of a type with limits included."""
    for item in field.metadata:
        yield item
        yield from getattr(item, "metadata", ())
