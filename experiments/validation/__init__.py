"""Right world or wrong world: the history of Japan scored against what was published until December 2021.

    python -m experiments.validation                 score jp_100k, write docs/validation.md and its picture
    python -m experiments.validation jp_10k 2        two lives of another population, to the screen only

Nothing is fitted here. The numbers of ``configs`` were tuned by hand with ``experiments.validation.tuning``
on these same records; what is scored is therefore no prediction (docs/validation.md).
"""
