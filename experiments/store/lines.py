"""Lines of the journal: JSON with a checksum at the end, so that half a line never counts."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from typing import Any

_LENGTH = len(',"crc":"00000000"}')
"""Characters that the checksum adds at the end of a line."""


def written(entry: Mapping[str, Any]) -> bytes:
    """One line, its end included. Raises ValueError for NaN, which JSON does not know."""
    text = json.dumps(entry, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return text[:-1] + b',"crc":"%08x"}\n' % zlib.crc32(text)


def read(line: bytes) -> dict[str, Any] | None:
    """What a line says, without its checksum; None when it is cut off or damaged."""
    line = line.rstrip(b"\r\n")
    text = line[:-_LENGTH] + b"}"
    if line[-_LENGTH:] != b',"crc":"%08x"}' % zlib.crc32(text):
        return None
    found: dict[str, Any] = json.loads(text)
    return found
