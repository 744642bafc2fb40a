"""One change from the command line: ``key=value``, ``+key=value`` or ``~key``, in Hydra's grammar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from configs.errors import ScenarioError
from configs.library import Library

_WORD = re.compile(r"[A-Za-z_][\w./-]*|\d{4}-\d{1,2}")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(\.\d+)?")
_SPECIAL = ("true", "false", "null", "nan", "inf")
_KEY = re.compile(r"(?P<sign>\+\+|\+|~|)(?P<key>[\w.*/@:-]+)(?:(?P<equals>=)(?P<value>.*))?", re.S)


@dataclass(frozen=True)
class Override:
    """One change.

    sign : empty sets what exists, ``+`` adds, ``++`` sets or adds, ``~`` removes
    value : the value as Hydra's grammar reads it; None for ``~key`` and for ``null``
    """

    text: str
    sign: str
    key: str
    raw: str
    value: Any

    def is_choice(self, shelf: Library) -> bool:
        """Whether it chooses an option of a group (``population=jp_1m``) rather than setting a value."""
        if "@" in self.key or "/" in self.key:
            return True
        return self.sign != "~" and bool(shelf.names(self.key)) and isinstance(self.value, str)


def parse(text: str) -> Override:
    """The change that ``text`` asks for. Raises ScenarioError when it cannot be read."""
    match = _KEY.fullmatch(text)
    if not match:
        raise ScenarioError(f"{text}: cannot be read; write name=value, as in seed=7")
    sign, key, raw = match["sign"], match["key"], match["value"] or ""
    if sign == "~":
        return Override(text, sign, key, raw, None)
    if not match["equals"]:
        raise ScenarioError(f"{text}: has no value; write {key}=VALUE")
    return Override(text, sign, key, raw, read_value(key, raw))


def read_value(key: str, raw: str) -> Any:
    """The value written as ``raw``: number, text, true, null, [list] or {mapping}."""
    if _WORD.fullmatch(raw) and raw.lower() not in _SPECIAL:
        return raw
    number = _NUMBER.fullmatch(raw)
    if number:
        return float(raw) if number[1] else int(raw)
    if raw == "":
        raise ScenarioError(f"{key}: has no value; write {key}=VALUE")
    from hydra.core.override_parser.overrides_parser import OverridesParser
    from hydra.errors import HydraException

    try:
        parsed = OverridesParser.create().parse_override(f"key={raw}")
        value = None if parsed.is_sweep_override() else parsed.value()
    except HydraException:
        raise ScenarioError(
            f"{key}: cannot read the value {raw}; put text with spaces or signs in quotes"
        ) from None
    if parsed.is_sweep_override():
        raise ScenarioError(f"{key}: takes one value, got {raw}; lists are written [a,b]")
    return _plain(value)


def _plain(value: Any) -> Any:
    """Lists, mappings, numbers and text without Hydra's own wrappers."""
    if isinstance(value, dict):
        return {str(_plain(name)): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, int | float | bool | str) or value is None:
        return value
    return getattr(value, "text", str(value))
