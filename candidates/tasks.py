"""A worker finds the tasks of candidates through this module."""

from candidates.imports import tasks as import_tasks  # noqa: F401
