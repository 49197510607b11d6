"""Who watches the watchman: an auditor that is no part of Celery, and what pages, probes and operators are told (N18).

The sweep tells people about deadlines; nothing here does. `look.py` looks for deadlines that passed without the sweep
seeing them, and for mail that does not leave. `rules.py` says when that is an alarm. `audit.py` is one round of the
auditor (`manage.py watch_deadlines`, a process of its own): look, judge, write it down, tell the outside. `metrics.py`
are the same numbers for Prometheus.
"""
