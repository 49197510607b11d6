"""How candidates are taken in; what a file may be is said by `tabular.limits`. Pure."""

BATCH = 1_000  # rows per transaction
SAMPLE = 20  # rows shown before anybody decides
MOST_FAULTS_PER_ROW = 6
MOST_NOTICES = 20_000  # per run; errors have no such limit
# A file said to be the whole stock that lacks so large a part of it is probably another file.
SUSPECT_SHARE = 0.2
SUSPECT_LEAST = 10


def is_suspect(leaving: int, stock: int) -> bool:
    """Whether so many citizens would leave that somebody should say so twice."""
    return leaving >= SUSPECT_LEAST and leaving > SUSPECT_SHARE * stock
