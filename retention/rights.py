"""The requests themselves are a person's own case; runs and copies say nothing of whom. Pure."""

from accounts.personal_data import CODES, MACHINE, unsearched

_CASE = (
    "The person's own request: what was looked for goes when it is carried out, the rest with its own rule."
)
UNSEARCHED = (
    *unsearched(
        _CASE, "retention_rightsrequest", *("name", "email", "other_words", "asked_by", "reason", "answer")
    ),
    *unsearched(MACHINE, "retention_rightsrequest", "remains"),
    *unsearched(MACHINE, "retention_run", "rule", "problem"),
    *unsearched(MACHINE, "retention_rightsstep", "counts"),
    *unsearched(CODES, "retention_rightscopy", "sha256"),
)
