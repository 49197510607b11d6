"""Rounds: begun, sent, reminded and counted. What the worker does is safe to run twice, late, or at the same time."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from accounts.moment import moment
from accounts.tokens import token_hash
from barometer import emails
from barometer.links import code
from barometer.models import BarometerAsk, BarometerDecline, BarometerRound
from barometer.permissions import check_can_run_rounds
from barometer.rules import LONGEST, REMIND_AFTER, SHORTEST, reminder_due
from barometer.selectors.asking import municipalities_for
from companies.industries import SECTIONS
from companies.models import ConsentKind, ContactConsent, ContactPerson, Workplace
from jobcenters.calendar import local_date
from notifications.outbox import queue_many

BATCH = 500  # mails per statement
OVERLAP = "barometer_round_overlaps"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundInput:
    """A round as it is begun; days are Danish, both included. No sections: every industry."""

    title: str
    municipalities: Sequence[str]
    sections: Sequence[str]
    closes_on: datetime.date


@transaction.atomic
def round_begin(*, actor: Actor, values: RoundInput) -> BarometerRound:
    """Begin a round today and ask the companies by mail. Raises NotAllowed, ValidationError by field (Danish)."""
    check_can_run_rounds(actor)
    now = moment()
    today = local_date(now)
    codes = sorted(set(values.municipalities))
    offered = {one.code for one in municipalities_for(actor, today)}
    faults: dict[str, str] = {}
    if not codes or not offered.issuperset(codes):
        faults["municipalities"] = _("Vælg mindst én kommune på listen.")
    if not {section.letter for section in SECTIONS}.issuperset(values.sections):
        faults["sections"] = _("Vælg brancher på listen.")
    if not today + SHORTEST <= values.closes_on <= today + LONGEST:
        faults["closes_on"] = _("Virksomhederne skal have mindst 7 og højst 92 dage til at svare.")
    if faults:
        raise ValidationError(faults)
    row = BarometerRound(
        organisation_id=actor.organisation_id,
        created_by_id=actor.user_id,
        title=values.title,
        municipalities=codes,
        sections=sorted(set(values.sections)),
        opens_on=today,
        closes_on=values.closes_on,
        created_at=now,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        if OVERLAP not in str(error):
            raise
        raise ValidationError(
            {
                "municipalities": _(
                    "En af kommunerne er allerede med i en runde, der ikke er slut."
                    " To runder om de samme virksomheder kunne afsløre enkelte svar."
                )
            }
        ) from None
    _ask(actor, row, now)
    audit_write(actor=actor, action="barometer.round", object_type="barometerround", object_id=row.pk)
    return row


def _ask(actor: Actor, row: BarometerRound, now: datetime.datetime) -> int:
    """One question to each company of the round that has somebody to ask; how many."""
    contacts = list(contacts_to_ask(row))
    asks = []
    for contact in contacts:
        uuid = uuid4()
        asks.append(
            BarometerAsk(
                uuid=uuid,
                round=row,
                organisation_id=actor.organisation_id,
                company_id=contact.company_id,
                contact=contact,
                contact_name=contact.name,
                email=contact.email,
                token_hash=token_hash(code(str(uuid), contact.email)),
                asked_at=now,
            )
        )
    BarometerAsk.objects.bulk_create(asks, batch_size=BATCH)
    for first in range(0, len(asks), BATCH):
        batch = asks[first : first + BATCH]
        queue_many([emails.question(ask, sender=actor.organisation_name, now=now) for ask in batch])
    return len(asks)


def contacts_to_ask(row: BarometerRound) -> Iterable[ContactPerson]:
    """For each company in the round's municipalities and industries its first contact with a mail address, but for
    those who want no such mail, or no contact at all. One query.
    """
    here = Workplace.objects.active().filter(
        company=OuterRef("company"), postcode__municipality_id__in=row.municipalities
    )
    last_word = ContactConsent.objects.filter(contact=OuterRef("pk"), kind=ConsentKind.CONTACT)
    contacts = (
        ContactPerson.objects.active()
        .exclude(email="")
        .annotate(
            works_here=Subquery(here.values("pk")[:1]),
            may=Subquery(last_word.order_by("-at", "-id").values("is_given")[:1]),
            declined=Subquery(
                BarometerDecline.objects.filter(email__iexact=OuterRef("email")).values("pk")[:1]
            ),
        )
        .filter(works_here__isnull=False, declined__isnull=True)
        .filter(Q(may__isnull=True) | Q(may=True))
    )
    if row.sections:
        divisions = [division for one in SECTIONS if one.letter in row.sections for division in one.divisions]
        fits = Q()
        for division in divisions:
            fits |= Q(company__industry_code__startswith=division)
        contacts = contacts.filter(fits)
    return contacts.order_by("company_id", "-is_primary", "name", "pk").distinct("company_id")


@transaction.atomic
def round_publish(*, actor: Actor | None, row: BarometerRound) -> int | None:
    """End a round now and count it, once: how many companies (0 for fewer than five), None where it was counted before.

    The database counts and hides (`barometer_publish`). `actor` None is the worker, after the last day. Raises
    NotAllowed.
    """
    if actor is not None:
        check_can_run_rounds(actor)
    now = moment()
    with connection.cursor() as cursor:
        cursor.execute("select barometer_publish(%s, %s, %s)", [row.pk, local_date(now), now])
        counted: int | None = cursor.fetchone()[0]
    if counted is not None and actor is not None:
        audit_write(actor=actor, action="barometer.publish", object_type="barometerround", object_id=row.pk)
    return counted


def rounds_remind(*, now: datetime.datetime) -> int:
    """The one reminder to each company that has not answered for a week; how many. Needs the worker's role."""
    today = local_date(now)
    sent = 0
    while True:
        with transaction.atomic():
            asks = list(
                BarometerAsk.objects.filter(
                    answered_at__isnull=True,
                    declined_at__isnull=True,
                    reminded_at__isnull=True,
                    asked_at__lte=now - REMIND_AFTER,
                    round__published_at__isnull=True,
                    round__closes_on__gt=today,
                )
                .select_related("round", "organisation")
                .select_for_update(of=("self",), skip_locked=True)
                .order_by("id")[:BATCH]
            )
            due = [ask for ask in asks if reminder_due(local_date(ask.asked_at), ask.round.closes_on, today)]
            declined = set(
                BarometerDecline.objects.filter(email__in=[ask.email.lower() for ask in due]).values_list(
                    "email", flat=True
                )
            )
            queue_many(
                [
                    emails.question(ask, sender=ask.organisation.name, now=now, is_reminder=True)
                    for ask in due
                    if ask.email.lower() not in declined
                ]
            )
            BarometerAsk.objects.filter(pk__in=[ask.pk for ask in asks]).update(reminded_at=now)
        sent += len(due)
        if len(asks) < BATCH:
            return sent


def rounds_end(*, now: datetime.datetime) -> int:
    """Count the rounds whose last day is over; how many. Needs the worker's role."""
    over = BarometerRound.objects.filter(published_at__isnull=True, closes_on__lt=local_date(now))
    return sum(round_publish(actor=None, row=row) is not None for row in over.order_by("closes_on", "id"))
