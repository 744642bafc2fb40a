"""What a government may do: levers, terms, one small class per kind of policy, the dated history."""
