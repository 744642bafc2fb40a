"""One run in several processes or on several machines: each holds the citizens of some prefectures.

Hokkaido and Tohoku live in one process, Kanto in the next. Institutions, firms, queues and the record stay
in one place, with whoever runs the model, and the model does not know: it speaks to an object that answers
like ``simulation.citizenry.Citizenry``. Each month the shards get the month's tables, move their people, hand
each other the news that somebody's far friend began or ceased to use a service, and report integer counts,
which are added up. So the result has the bits of a run in one process, whatever the number of shards.
"""
