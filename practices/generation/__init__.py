"""Made-up practices, as many as you like: for benchmarks, and to see the site at scale.

They are written in made-up towns, since nothing is invented about real ones, and every page says
that a program made it up. How long texts are and how often each value occurs is counted on the
real practices (`data/shape.json`); words come as often as in each language (`data/<code>.txt`).
"""
