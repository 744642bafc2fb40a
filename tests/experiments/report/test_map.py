"""The sheet of Japan: everybody is on it, the right way up, and the moved islands are in their corner."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from experiments.report import japan
from experiments.report.charts.curves import apart


def points(feature: dict[str, Any]) -> list[list[float]]:
    return [point for shape in feature["geometry"]["coordinates"] for ring in shape for point in ring]


def middle(code: int) -> tuple[float, float]:
    placed = points(next(f for f in japan.outline() if f["prefecture_code"] == code))
    return sum(x for x, _ in placed) / len(placed), sum(y for _, y in placed) / len(placed)


def test_all_prefectures_lie_on_the_sheet() -> None:
    assert sorted(feature["prefecture_code"] for feature in japan.outline()) == list(range(1, 48))
    for feature in japan.outline():
        for x, y in points(feature):
            assert 0 <= x <= japan.UNIT, feature["name"]
            assert 0 <= y <= japan.HEIGHT, feature["name"]


def test_north_is_up_and_east_is_right() -> None:
    hokkaido, tokyo, osaka, fukuoka = (middle(code) for code in (1, 13, 27, 40))
    assert hokkaido[1] < tokyo[1] < fukuoka[1]
    assert fukuoka[0] < osaka[0] < tokyo[0] < hokkaido[0]


def test_okinawa_stands_in_the_upper_left_corner_and_touches_nothing() -> None:
    line = japan.frame()["geometry"]["coordinates"]
    (west, north), (right, _) = line[0], line[-1]
    for x, y in points(next(f for f in japan.outline() if f["prefecture_code"] == 47)):
        assert west <= x < right
        assert y < north
    others = [f for f in japan.outline() if f["prefecture_code"] not in (46, 47)]
    assert not any(x < right and y < north - 60 for feature in others for x, y in points(feature))


def test_labels_that_would_touch_are_moved_apart_in_their_order() -> None:
    placed = apart({"a": 10.0, "b": 10.1, "c": 10.05, "d": 30.0}, 1.0)
    order = sorted(placed, key=lambda name: placed[name])
    assert order == ["a", "c", "b", "d"]
    spots = [placed[name] for name in order]
    assert all(high - low >= 0.99 for low, high in pairwise(spots))
    assert placed["d"] == 30.0
