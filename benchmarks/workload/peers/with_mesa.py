"""Workload W in Mesa: an Agent subclass with a list of neighbours, two passes of ``AgentSet.do`` a month."""

from __future__ import annotations

import logging
import math
import random

import mesa
import world as w

logging.getLogger("MESA").setLevel(logging.WARNING)


class Citizen(mesa.Agent):
    """One citizen."""

    def __init__(self, model, trust, literacy, civic, age, channel, adopter):
        super().__init__(model)
        self.trust = trust
        self.fixed = w.INTERCEPT + w.LITERACY * literacy + w.CIVIC * civic + w.AGE * age + w.CHANNEL * channel
        self.success = w.SUCCEED + w.BY_LITERACY * literacy
        self.adopter = self.aware = adopter
        self.neighbours = []
        self.near = 0

    def look(self):
        """Counts the neighbours who have adopted."""
        self.near = sum(other.adopter for other in self.neighbours)

    def act(self):
        """Hears, needs, tries."""
        luck = self.model.random.random
        if not self.aware and luck() < 1 - (1 - w.ALONE) * (1 - w.TIE) ** self.near:
            self.aware = True
        if self.aware and luck() < w.NEED:
            worth = self.fixed + w.TRUST * self.trust + w.PEERS * self.near / w.DEGREE
            if luck() < 1 / (1 + math.exp(-worth)):
                if luck() < self.success:
                    self.trust += w.GAIN * (1 - self.trust)
                    self.adopter = True
                else:
                    self.trust -= w.LOSS * self.trust


class Town(mesa.Model):
    """Everybody."""

    def __init__(self, people, seed):
        super().__init__(seed=seed)
        columns = [column.tolist() for column in w.people(people, seed)]
        citizens = [Citizen(self, *row) for row in zip(*columns, strict=True)]
        for a, b in zip(*(ends.tolist() for ends in w.ties(people, seed)), strict=True):
            citizens[a].neighbours.append(citizens[b])
            citizens[b].neighbours.append(citizens[a])

    def step(self):
        """One month."""
        self.agents.do("look")
        self.agents.do("act")


clock, asked = w.Clock(), w.asked()
random.seed(asked.seed)
town = Town(asked.people, asked.seed)
clock.start()
for _ in range(asked.months):
    town.step()
adoption = sum(citizen.adopter for citizen in town.agents) / asked.people
clock.report(adoption, f"Mesa {mesa.__version__}", "one thread")
