"""The same bits on a real Ray cluster, begun here, of two and four workers, one of which is killed."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from simulation.citizenry import Citizenry
from simulation.model import DenshiModel
from simulation.run import digest_of
from simulation.scenario import load
from simulation.sharding.sharded import Sharded

pytest.importorskip("ray", reason="Ray is not installed; pip install 'denshi[cluster]'")

YEARS = ["scenario=jp_history", "population=jp_10k", "calendar.start=2016-01", "calendar.end=2016-12"]


def lived(home: Callable[..., Any], kill_before: int | None = None) -> tuple[DenshiModel, str, list[Any]]:
    model = DenshiModel(load(YEARS), home=home, agents=False)
    while model.running:
        if model.t - model.first == kill_before:
            os.kill(model.citizenry.crew.ask_one(1, "who")["process"], signal.SIGKILL)
        model.step()
    digest = digest_of(model.citizens)
    model.citizenry.close()
    return model, digest, [flows.tobytes() for flows in model.recorder.finish(0.0, 0).flows]


@pytest.mark.nightly
@pytest.mark.parametrize(("shards", "kill_before"), [(2, 8), (4, None)])
def test_a_ray_cluster_gives_the_bits_of_one_process(shards: int, kill_before: int | None) -> None:
    model, digest, flows = lived(partial(Sharded, shards=shards, executor="ray", save_every=5), kill_before)
    assert (digest, flows) == lived(Citizenry)[1:]
    assert model.citizenry.crew.lost == (0 if kill_before is None else 1)
