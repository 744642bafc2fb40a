"""Workload W in mesa-frames: an AgentSet of Polars columns; neighbours are counted by NumPy."""

from __future__ import annotations

import mesa_frames
import numpy as np
import polars as pl
import world as w
from mesa_frames import AgentSetPolars, ModelDF


class Citizens(AgentSetPolars):
    """Everybody, as columns."""

    def __init__(self, model, given, one, other):
        super().__init__(model)
        n = given.trust.size
        fixed = (
            w.LITERACY * given.literacy
            + w.CIVIC * given.civic
            + w.AGE * given.age
            + w.CHANNEL * given.channel
        )
        self.one, self.other = one, other
        self += pl.DataFrame(
            {
                "unique_id": np.arange(n, dtype=np.int64),
                "trust": given.trust,
                "fixed": (w.INTERCEPT + fixed).astype(np.float32),
                "success": (w.SUCCEED + w.BY_LITERACY * given.literacy).astype(np.float32),
                "adopter": given.adopter,
                "aware": given.adopter,
            }
        )

    def step(self):
        """One month."""
        luck, n = self.model.luck, len(self.agents)
        adopter = self.agents["adopter"].to_numpy()
        near = np.bincount(self.one, weights=adopter[self.other], minlength=n)
        near += np.bincount(self.other, weights=adopter[self.one], minlength=n)
        draws = {f"u{k}": luck.random(n, dtype=np.float32) for k in range(4)}
        worth = pl.col("fixed") + w.TRUST * pl.col("trust") + w.PEERS / w.DEGREE * pl.col("near")
        hears = pl.col("u0") < 1 - (1 - w.ALONE) * (1 - w.TIE) ** pl.col("near")
        self.agents = (
            self.agents.with_columns(pl.Series("near", near), *(pl.Series(k, u) for k, u in draws.items()))
            .with_columns(aware=pl.col("aware") | hears)
            .with_columns(
                tries=pl.col("aware") & (pl.col("u1") < w.NEED) & (pl.col("u2") < 1 / (1 + (-worth).exp()))
            )
            .with_columns(succeeds=pl.col("tries") & (pl.col("u3") < pl.col("success")))
            .with_columns(
                adopter=pl.col("adopter") | pl.col("succeeds"),
                trust=pl.when("succeeds")
                .then(pl.col("trust") + w.GAIN * (1 - pl.col("trust")))
                .when("tries")
                .then(pl.col("trust") * (1 - w.LOSS))
                .otherwise(pl.col("trust"))
                .cast(pl.Float32),
            )
            .drop("near", "u0", "u1", "u2", "u3", "tries", "succeeds")
        )


class Town(ModelDF):
    """One set of citizens."""

    def __init__(self, people, seed):
        super().__init__(seed=seed)
        self.luck = np.random.default_rng([seed, 3])
        self.agents += Citizens(self, w.people(people, seed), *w.ties(people, seed))

    def step(self):
        """One month."""
        self.agents.do("step")


clock, asked = w.Clock(), w.asked()
town = Town(asked.people, asked.seed)
clock.start()
for _ in range(asked.months):
    town.step()
adoption = town.agents["adopter"]
share = np.mean(
    [series.mean() for series in (adoption.values() if isinstance(adoption, dict) else [adoption])]
)
clock.report(
    share, f"mesa-frames {mesa_frames.__version__}, Polars {pl.__version__}", "Polars may use all cores"
)
