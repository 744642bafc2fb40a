"""Questions asked of the society: verbs, paired comparisons, figures, reports."""
