"""Institutions: who offers what online, how soon, how well, and how many people serve the rest.

A village of three thousand with one clerk for all computers decides each April whether to put the
next form online. It looks at its budget, at what a standard system would save, at its neighbours,
and at how few people used the last form, which it knows only roughly. Most years it waits.

``Municipalities`` holds all 1,741 as arrays; ``agents.institutions.mesa_agents`` shows them one by
one as Mesa agents. National bodies and prefectures are in ``agencies``; how many cases the desks can
take a day is in ``capacity``. Nothing here reads a policy: levers arrive as plain numbers.
"""

from __future__ import annotations

from agents.institutions.agencies import Agencies
from agents.institutions.assumptions import Assumptions
from agents.institutions.capacity import desk_capacity
from agents.institutions.inputs import Levers, LocalBundles, levers
from agents.institutions.municipalities import Municipalities

__all__ = ["Agencies", "Assumptions", "Levers", "LocalBundles", "Municipalities", "desk_capacity", "levers"]
