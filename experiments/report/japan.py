"""The outline of Japan: 47 prefectures on a flat sheet, Okinawa and Amami in the usual corner.

The outline is projected here (Mercator, as in every Japanese school atlas) to plain x and y, so that
the page needs no map service and no geography library. The south-western islands are moved, at the
same scale, to the empty sea at the upper left and framed; the small islands far south of Tokyo are
left out.
"""

from __future__ import annotations

import json
import math
from functools import cache
from typing import Any

from agents.places import places

Ring = list[list[float]]
_WEST, _EAST, _SOUTH, _NORTH = 128.3, 149.0, 29.9, 45.7
_AMAMI, _OGASAWARA = 29.9, 32.0
_INSET = (128.6, 38.2)
"""West and south corner, in degrees, of where the south-western islands are drawn."""
_ISLANDS_WEST, _ISLANDS_SOUTH, _ISLANDS_EAST = 122.7, 23.8, 131.6
UNIT = 1000.0
"""Width of the sheet; charts scale it."""


def _project(longitude: float, latitude: float) -> tuple[float, float]:
    def northing(degrees: float) -> float:
        return math.degrees(math.log(math.tan(math.pi / 4 + math.radians(degrees) / 2)))

    scale = UNIT / (_EAST - _WEST)
    return (longitude - _WEST) * scale, (northing(_NORTH) - northing(latitude)) * scale


HEIGHT = _project(_EAST, _SOUTH)[1]


def _ring(ring: Ring, shift: tuple[float, float]) -> Ring:
    placed: Ring = []
    for longitude, latitude in ring:
        x, y = _project(longitude, latitude)
        spot = [round(x + shift[0], 1), round(y + shift[1], 1)]
        if not placed or placed[-1] != spot:
            placed.append(spot)
    return placed


@cache
def outline() -> tuple[dict[str, Any], ...]:
    """Prefectures as GeoJSON features in sheet units: prefecture_code, name, name_ja, geometry."""
    source = places().geometry.read_text(encoding="utf-8")
    inset, origin = _project(*_INSET), _project(_ISLANDS_WEST, _ISLANDS_SOUTH)
    moved = (inset[0] - origin[0], inset[1] - origin[1])
    features = []
    for feature in json.loads(source)["features"]:
        geometry, about = feature["geometry"], feature["properties"]
        shapes = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
        placed = []
        for shape in shapes:
            north = max(point[1] for point in shape[0])
            if about["prefecture_code"] == 13 and north < _OGASAWARA:
                continue
            rings = [_ring(ring, moved if north < _AMAMI else (0.0, 0.0)) for ring in shape]
            if len(rings[0]) > 3:
                placed.append([ring for ring in rings if len(ring) > 3])
        features.append(
            {"type": "Feature", **about, "geometry": {"type": "MultiPolygon", "coordinates": placed}}
        )
    return tuple(features)


def frame() -> dict[str, Any]:
    """The line that sets the moved islands apart from the main sheet."""
    inset, origin = _project(*_INSET), _project(_ISLANDS_WEST, _ISLANDS_SOUTH)
    right = _project(_ISLANDS_EAST, _ISLANDS_SOUTH)[0] + inset[0] - origin[0]
    top = _project(_ISLANDS_WEST, _AMAMI)[1] + inset[1] - origin[1]
    corner = [
        [0.0, inset[1] + 14],
        [right, inset[1] + 14],
        [right + 60, inset[1] - 46],
        [right + 60, max(0.0, top)],
    ]
    return {"type": "Feature", "geometry": {"type": "LineString", "coordinates": corner}}
