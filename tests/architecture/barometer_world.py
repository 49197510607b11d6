"""A round of the barometer, for the walk of all routes: its organisation ends it, a company answers by its link."""

import datetime
from typing import Any
from uuid import uuid4

from django.utils import timezone

from accounts.models import Organisation
from accounts.tokens import token_hash
from barometer.links import code
from barometer.models import BarometerAsk
from companies.models import Company
from tests.barometer import pool
from tests.barometer.pool import Said
from tests.helpers.db import as_owner

# By personal link: whoever holds it needs no sign-in. What it gives and does not give has its own tests.
LINKS = {"barometer:answer"}
VISITORS = {
    "barometer:round_end": "jobservice",
    "barometer:round_new": "jobservice",
    "barometer:rounds": "jobservice",
    "barometer:answer": "company",
}


def barometer_arguments(asker: Organisation, asked: Company, secret: str) -> dict[str, dict[str, Any]]:
    """A counted round of secret answers, and one that `asker` runs, in which `asked` has a link."""
    said = [Said(jobs=())] * 6
    today = timezone.localdate()
    told = pool.round_of(asker, opens=today - datetime.timedelta(days=30), days=0)
    pool.answer(told, pool.companies(said, first=700), said, [])
    pool.publish(told)
    running = pool.round_of(asker, opens=today)
    uuid = uuid4()
    with as_owner():
        type(running).objects.filter(pk=running.pk).update(title=f"Runde {secret}"[:120])
        contact = asked.contacts.order_by("pk")[0]
        BarometerAsk.objects.create(
            uuid=uuid,
            round=running,
            organisation=asker,
            company=asked,
            contact=contact,
            contact_name=contact.name,
            email=contact.email,
            token_hash=token_hash(code(str(uuid), contact.email)),
            asked_at=timezone.now(),
        )
    return {
        "barometer:round_end": {"uuid": running.uuid},
        "barometer:answer": {"token": code(str(uuid), contact.email)},
    }
