"""The monthly kernels: one small compiled function per stage, fused over chunks of citizens.

Every stage is a plain function of arrays and integers. It runs compiled, and line by line in
Python with ``NUMBA_DISABLE_JIT=1``, with the same bits. Threads never meet: a chunk writes its own
citizens, counts are integer sums, and what a citizen does to the neighbours is pushed afterwards.
"""
