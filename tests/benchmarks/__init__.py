"""Benchmarks: every figure is a ratio to a yardstick that ran in the same minute on the same machine."""
