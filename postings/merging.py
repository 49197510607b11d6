"""What happens to posted vacancies when a company is merged into another: they follow their order."""

from companies.merge_rules import never, register


def connect() -> None:
    register(never("postings_posting", "jobcenter_id"))
