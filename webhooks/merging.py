"""What happens to webhooks when a company is merged into another: nothing, they are authorities' own."""

from companies.merge_rules import never, register


def connect() -> None:
    for table in ("webhooks_endpoint", "webhooks_signingsecret", "webhooks_delivery"):
        register(never(table, "organisation_id"))
