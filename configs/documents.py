"""Reading YAML: fast, and with a line number when something is wrong.

A file is read with the C parser, under Hydra's rules: dates stay text, ``1e-3`` is a number, a key that
stands twice is refused. What is read once is not parsed again in the same process.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from configs.errors import ScenarioError

_Base: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_FLOAT = re.compile(
    r"""^(?:[-+]?[0-9]+(?:_[0-9]+)*\.[0-9_]*(?:[eE][-+]?[0-9]+)?
    |[-+]?[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+)
    |\.[0-9]+(?:_[0-9]+)*(?:[eE][-+]?[0-9]+)?
    |[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$""",
    re.X,
)


class _Loader(_Base):  # type: ignore[misc]  # which of the two parsers is known at run time only
    """YAML as Hydra understands it; refuses a key that stands twice in one mapping."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"'{key.value}' stands twice", key.start_mark
                )
            seen.add(key.value)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in _Loader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:float", _FLOAT, list("-+0123456789."))


@lru_cache(maxsize=256)
def _parse(text: str, origin: str) -> dict[str, Any]:
    try:
        document = yaml.load(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.context_mark or error.problem_mark
        where = f", line {mark.line + 1}" if mark else ""
        raise ScenarioError(
            f"{origin}{where}: {error.problem or 'cannot be read'}; correct the YAML"
        ) from None
    except yaml.YAMLError as error:
        said = " ".join(str(error).split())
        raise ScenarioError(f"{origin}: {said}; correct the YAML") from None
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise ScenarioError(
            f"{origin}: must be a mapping of names, got {type(document).__name__}; write 'name: value' lines"
        )
    return document


def read_yaml(text: str, origin: str) -> dict[str, Any]:
    """The mapping that ``text`` holds.

    origin : how messages call the place, such as ``my/scenario/rural.yaml``
    Raises ScenarioError with the line when it is no YAML, holds a key twice or is no mapping.
    """
    return copy.deepcopy(_parse(text, origin))


def read_text(path: str | Path, origin: str | None = None) -> str:
    """The text of a file of the user's. Raises ScenarioError when it cannot be read or is not UTF-8.

    origin : what messages begin with; the path when None
    """
    place = str(path) if origin is None else origin
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise ScenarioError(
            f"{place}: cannot read '{path}' ({error.strerror}); give the path of a file"
        ) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise ScenarioError(
            f"{place}: '{path}' is not UTF-8 text (line {line}); save the file with the encoding UTF-8"
        ) from None


def line_of(text: str, parts: Sequence[str]) -> int | None:
    """The line on which the setting ``parts`` stands in a YAML text; that of its entry when it is not there.

    None when not even two names of the path are there. A name may hold dots, as those of levers do.
    """
    node: Any = yaml.compose(text, _Loader)
    line, rest = None, list(parts)
    while rest and isinstance(node, yaml.MappingNode):
        for key, inner in node.value:
            width = str(key.value).count(".") + 1
            if ".".join(rest[:width]) == key.value:
                line, node, rest = key.start_mark.line + 1, inner, rest[width:]
                break
        else:
            break
    return line if not rest or len(parts) - len(rest) >= 2 else None
