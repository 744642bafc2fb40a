"""Stated: something found once for a question, as a sentence and as plain values."""

from __future__ import annotations

from typing import Any


class Stated(dict[str, Any]):
    """A mapping for JSON whose ``said`` says it in words."""

    def __init__(self, text: str, **values: Any) -> None:
        super().__init__({"said": text, **values})

    def __str__(self) -> str:
        return str(self["said"])
