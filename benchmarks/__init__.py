"""Measurements of the whole, each a program of its own: `python -m benchmarks [NAMES]`."""
