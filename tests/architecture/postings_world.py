"""A published vacancy, for the walk of all routes."""

from typing import Any

from accounts.actor import Actor
from accounts.tenancy import acting_as
from orders.models import Order, OrderLine
from postings.enums import Portal
from postings.services.portals import portal_want
from tests.factories import orders as make
from tests.factories import postings

# Open to everybody: what they give and do not give has its own tests.
LINKS = {
    f"postings:{name}"
    for name in (
        "posting",
        "posting_jsonld",
        "jobcenter_list",
        "jobcenter_feed_json",
        "jobcenter_feed_rss",
    )
}
PUBLIC = {f"postings:{name}" for name in ("robots", "sitemap", "list", "feed_json", "feed_rss")}


def posting_arguments(tovholder: Actor, secret: str) -> dict[str, dict[str, Any]]:
    """The arguments of the vacancy's routes. The order is secret, and who said yes; the vacancy itself is not."""
    order: Order = make.order(tovholder, job_description=secret)
    posting = postings.posting(tovholder, order, consent_by=secret)
    with acting_as(tovholder):
        portal_want(actor=tovholder, posting=posting, portal=Portal.JOBNET)
        line = OrderLine.objects.get(order=order)
    of_posting, of_jobcenter = {"uuid": posting.uuid}, {"jobcenter": tovholder.organisation_uuid}
    return {
        "postings:publish": {"uuid": order.uuid, "line": line.uuid},
        **{
            f"postings:{name}": of_posting
            for name in (
                "posting",
                "posting_jsonld",
                "history",
                "withdraw",
                "jobnet_file",
                "register",
                "removed",
            )
        },
        **{f"postings:jobcenter_{name}": of_jobcenter for name in ("list", "feed_json", "feed_rss")},
    }
