"""The deadline sweep: fires every level that is due, exactly once, however often and by whomever it is run.

`run.sweep` is the way in. Nothing is imported here: the services record breaches with a part of this package.
"""
