#!/usr/bin/env python
"""Django's command line. `migrate` and `setup_roles` log in as the owner of the tables, all else as the web role."""

import os
import sys

OWNER_COMMANDS = {
    "migrate",
    "makemigrations",
    "setup_roles",
    "load_reference_data",
    "load_demo",
    "import_postcodes",
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    if len(sys.argv) > 1 and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("JO_DB_ROLE", "owner")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
