"""What happens to webhooks when a company is merged into another: nothing, companies have none."""

from companies.merge_rules import never, register


def connect() -> None:
    register(
        *(
            never(f"webhooks_{table}", "organisation_id")
            for table in ("endpoint", "signingsecret", "delivery")
        )
    )
