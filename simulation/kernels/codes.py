"""Numbers that the stages of a case share: draws, columns of the flow table, barriers, queues, ways.

One place for each code, so that the table of flows, the queues and the stages cannot drift apart.
"""

from __future__ import annotations

import numpy as np

from agents.draws import PURPOSES

BUNDLE = PURPOSES["BUNDLE"]

PURPOSES_OF_CASE = np.array(
    [
        BUNDLE,
        PURPOSES["PROXY"],
        PURPOSES["LEARN_AVAILABILITY"],
        PURPOSES["CREDENTIAL_ASKED"],
        PURPOSES["MAIL"],
        PURPOSES["TERMINAL"],
        PURPOSES["LEARN_HABIT"],
        PURPOSES["PROXY_ONLINE"],
        PURPOSES["LAUNCHED"],
    ]
)
"""Draws that nearly every case needs; made for all cases of a chunk at once."""

OF_BUNDLE, OF_PROXY, OF_BELIEF, OF_CREDENTIAL, OF_MAIL, OF_TERMINAL = range(6)
OF_HABIT, OF_PROXY_ONLINE, OF_LAUNCHED = range(6, 9)

NEEDS, POSTPONED_IN, OWN, ASSISTED, PROXIED, COUNTER, BY_MAIL, POSTPONED_OUT, LAPSED, UNMET = range(10)
FAILED_CASES, PRINTED, ATTEMPTS, BARRIER, NEWLY_AWARE = 10, 11, 12, 12, 24
"""Columns of the flow table, in the order of ``simulation.measures.FLOWS``; barrier code b is BARRIER + b."""

UNWILLING, OFFLINE_QUICKER, AFTER_FAILURE, WAS_ASSISTED, WAS_PROXY = 7, 8, 9, 10, 11
"""Barrier codes beyond the gates, as in ``agents.columns.BARRIERS``."""

AT_COUNTER, IN_MAIL, IN_OFFICE, FOR_CARD, CARD_ISSUED, CARD_WAITING = range(6)
"""Queues, as columns of the arrivals, then cards issued and applicants who still wait."""

PRINTED_FLAG, DONE = 12, 13
"""Results of a case, beyond the barriers: no credential, but the form is printed and posted; used online."""

FACE_TO_FACE, POSTED, AT_TERMINAL, FILED_BY_PROXY, NO_CHANNEL = 0, 1, 2, 3, 4
"""Ways in which a case that is not own use ends."""

FLOW_OF_WAY = np.array([COUNTER, BY_MAIL, ASSISTED, PROXIED, UNMET], dtype=np.int64)
QUEUE_OF_WAY = np.array([AT_COUNTER, IN_MAIL, AT_COUNTER, IN_OFFICE, AT_COUNTER], dtype=np.int64)
MODE_OF_WAY = np.array([0, 0, 2, 3, 0], dtype=np.int64)
