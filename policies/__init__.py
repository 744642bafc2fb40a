"""What a government may do: levers, windows, targets, costs, one small class per kind of policy, the dated history."""
