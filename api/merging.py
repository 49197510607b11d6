"""What happens to other systems' calls when a company is merged into another."""

from companies.merge_rules import never, register


def connect() -> None:
    register(never("api_answeredcall", "organisation_id"), never("api_exchangerecord", "organisation_id"))
