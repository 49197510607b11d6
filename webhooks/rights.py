"""What webhooks hold in text: nothing of people. Pure."""

from accounts.personal_data import CODES, MACHINE, unsearched

UNSEARCHED = (
    *unsearched(CODES, "webhooks_endpoint", "url", "events"),
    *unsearched(MACHINE, "webhooks_endpoint", "off_reason"),
    *unsearched(CODES, "webhooks_signingsecret", "sealed"),
    *unsearched(CODES, "webhooks_delivery", "event", "data", "once"),
    *unsearched("What the other system answered; deleted after days.", "webhooks_delivery", "answer"),
    *unsearched(MACHINE, "webhooks_delivery", "last_error"),
)
