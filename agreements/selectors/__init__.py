"""Reads of the agreements app, by subject."""
