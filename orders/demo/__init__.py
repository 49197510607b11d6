"""Demo data: a few weeks in East Jutland, played through the services that write the real data.

Deterministic for a given present: the same seed, and every date relative to now. Everything is marked as demo.
"""
