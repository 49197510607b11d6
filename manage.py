#!/usr/bin/env python
"""Django's command line. Each command logs in with the database role that its work needs; most are the web role's."""

import os
import sys

OWNER_COMMANDS = {
    "migrate",
    "makemigrations",
    "setup_roles",
    "load_reference_data",
    "load_vocabulary",
    "make_candidates",
    "load_demo",
    "import_postcodes",
}
# What the Celery worker does by itself, done by hand.
WORKER_COMMANDS = {
    "deliver_outbox",
    "sweep_deadlines",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("JO_DB_ROLE", "owner")
    if len(sys.argv) > 1 and sys.argv[1] in WORKER_COMMANDS:
        os.environ.setdefault("JO_DB_ROLE", "worker")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
