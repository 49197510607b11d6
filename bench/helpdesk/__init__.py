"""A well-known Django help desk in an environment of its own, to compare its escalation command with the sweep."""
