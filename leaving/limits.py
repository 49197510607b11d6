"""How an archive is made, and how long it lies. Pure."""

import datetime

KEPT = datetime.timedelta(days=7)
PIECE_BYTES = 1024 * 1024
FETCH = 2_000  # rows at a time
LOOKS = 500  # candidates per look
MOST_TRIES = 3
IN_MEMORY = 4 * 1024 * 1024  # bytes of a file before it goes to disk
SHOWN = 20  # archives on the page
