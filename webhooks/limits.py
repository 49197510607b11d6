"""How many, how long, how much. Pure."""

import datetime

MOST_ENDPOINTS = 10  # per organisation
SECRET_BYTES = 32
ANSWER_KEPT = 500  # characters of an answer that the log keeps
ANSWER_READ = 2_048  # bytes of an answer that are read at all; the line is cut then
ERROR_MAX = 300
LOG_DAYS = 30  # how long what is settled stays in the log

CONNECT_SECONDS = 5.0
TOTAL_SECONDS = 10.0  # from the first packet to the last byte, however slowly they come
LEASE = datetime.timedelta(seconds=60)  # longer than the worst try: look-up, two addresses, the whole time
PER_ENDPOINT = 4  # messages on their way to one endpoint at a time
THREADS = 8  # messages on their way from one process
SENDERS = (
    1  # processes at work at a time through the queue: its threads are enough, and deadlines wait for none
)

# An endpoint that has failed so often in a row rests, and is then tried with one message at a time.
FAILURES_BEFORE_REST = 10
LONGEST_REST = datetime.timedelta(hours=1)
OFF_AFTER = datetime.timedelta(days=5)  # without a single delivery
