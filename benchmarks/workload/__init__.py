"""Workload W of docs/performance.md in Denshi, in C and in other frameworks, one file for each."""
