"""The forms of the agreements app, by subject."""
