"""Workload W in Starsim: a module with states and distributions of its own on a fixed network."""

from __future__ import annotations

import numpy as np
import starsim as ss
import world as w


class Adoption(ss.Module):
    """Who knows, who has adopted, who trusts; draws by Starsim's common random numbers."""

    def __init__(self, given, **kwargs):
        super().__init__(name="adoption", **kwargs)
        self.given = given
        self.define_states(
            ss.BoolState("adopter"),
            ss.BoolState("aware"),
            ss.FloatArr("trust"),
            ss.FloatArr("fixed"),
            ss.FloatArr("success"),
        )
        self.hears = ss.bernoulli(p=self.chance_to_hear)
        self.needs = ss.bernoulli(p=w.NEED)
        self.tries = ss.bernoulli(p=self.chance_to_try)
        self.succeeds = ss.bernoulli(p=lambda module, sim, uids: module.success[uids])
        self.near = None

    @staticmethod
    def chance_to_hear(module, sim, uids):
        """By the neighbours who have adopted."""
        return 1 - (1 - w.ALONE) * (1 - w.TIE) ** module.near[uids]

    @staticmethod
    def chance_to_try(module, sim, uids):
        """By trust, traits and neighbours."""
        worth = module.fixed[uids] + w.TRUST * module.trust[uids] + w.PEERS * module.near[uids] / w.DEGREE
        return 1 / (1 + np.exp(-worth))

    def init_post(self):
        """Traits as every peer gets them."""
        super().init_post()
        p = self.given
        self.adopter[:] = p.adopter
        self.aware[:] = p.adopter
        self.trust[:] = p.trust
        self.fixed[:] = (
            w.INTERCEPT + w.LITERACY * p.literacy + w.CIVIC * p.civic + w.AGE * p.age + w.CHANNEL * p.channel
        )
        self.success[:] = w.SUCCEED + w.BY_LITERACY * p.literacy

    def step(self):
        """One month."""
        edges = self.sim.networks[0].edges
        adopter = np.asarray(self.adopter.raw, np.float32)
        n = len(adopter)
        near = np.bincount(edges.p1, weights=adopter[edges.p2], minlength=n)
        near += np.bincount(edges.p2, weights=adopter[edges.p1], minlength=n)
        self.near = near
        self.aware[self.hears.filter(self.aware.false())] = True
        tries = self.tries.filter(self.needs.filter(self.aware.true()))
        up, down = self.succeeds.split(tries)
        self.trust[up] = self.trust[up] + w.GAIN * (1 - self.trust[up])
        self.trust[down] = self.trust[down] * (1 - w.LOSS)
        self.adopter[up] = True


class FixedTies(ss.Network):
    """Ties that never change."""

    def step(self):
        """Nothing happens to them."""


clock, asked = w.Clock(), w.asked()
one, other = w.ties(asked.people, asked.seed)
network = FixedTies(p1=one, p2=other, beta=np.ones(one.size, np.float32), name="ties")
module = Adoption(w.people(asked.people, asked.seed))
sim = ss.Sim(
    n_agents=asked.people,
    networks=network,
    modules=module,
    start=0,
    dur=asked.months - 1,
    dt=1,
    rand_seed=asked.seed,
    verbose=0,
    copy_inputs=False,
)
sim.init()
clock.start()
sim.run()
steps = sim.t.npts
adoption = float(np.mean(module.adopter.raw))
clock.report(adoption, f"Starsim {ss.__version__}", f"{steps} steps, one thread")
