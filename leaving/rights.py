"""What exports hold in text: nothing of people but in the archive itself, which is deleted after a week. Pure."""

from accounts.personal_data import CODES, MACHINE, unsearched

UNSEARCHED = (
    *unsearched(CODES, "leaving_export", "sha256"),
    *unsearched(MACHINE, "leaving_export", "problem"),
)
