"""Keeping endpoints: made, paused, turned on, removed; their secrets; sending again what did not arrive."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from uuid import uuid4

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from webhooks.addresses import AddressError, target_of
from webhooks.enums import TRIAL, DeliveryState, EndpointState, EventType
from webhooks.limits import MOST_ENDPOINTS
from webhooks.models import Delivery, DeliveryQuerySet, Endpoint, SigningSecret
from webhooks.permissions import check_can_keep_webhooks
from webhooks.signing import HINT, new_secret, seal
from webhooks.wake import wake_on_commit


@dataclass(frozen=True, slots=True)
class Issued:
    """An endpoint with its new secret, which is shown here and nowhere else."""

    endpoint: Endpoint
    secret: str


@transaction.atomic
def endpoint_add(*, actor: Actor, url: str, events: Collection[str]) -> Issued:
    """Begin to send the `events` to `url`.

    Raises PermissionDenied, and ValidationError (Danish, by field) for an address that is not called or has been added,
    no or unknown events, or too many endpoints.
    """
    check_can_keep_webhooks(actor)
    url = url.strip()
    try:
        target_of(url, ports=settings.WEBHOOK_PORTS, loopback=settings.WEBHOOK_LOOPBACK)
    except AddressError as refused:
        raise ValidationError({"url": str(refused)}) from None
    chosen = _events(events)
    own = Endpoint.objects.visible_to(actor)
    if own.filter(url=url).exists():
        raise ValidationError({"url": _("Adressen er her allerede.")})
    if own.count() >= MOST_ENDPOINTS:
        raise ValidationError(_("I har allerede %d webhooks. Slet en, I ikke bruger.") % MOST_ENDPOINTS)
    endpoint = Endpoint.objects.create(
        organisation_id=actor.organisation_id,
        url=url,
        events=chosen,
        created_at=timezone.now(),
        created_by_id=actor.user_id,
    )
    secret = _give_secret(endpoint)
    _audit(actor, "webhooks.endpoint_add", endpoint, url=url, events=chosen)
    return Issued(endpoint, secret)


@transaction.atomic
def endpoint_choose(*, actor: Actor, endpoint: Endpoint, events: Collection[str]) -> Endpoint:
    """Send other events from now on. Raises PermissionDenied, and ValidationError (Danish, by field)."""
    row = _locked(actor, endpoint)
    row.events = _events(events)
    row.save(update_fields=["events"])
    _audit(actor, "webhooks.endpoint_choose", row, events=row.events)
    return row


@transaction.atomic
def endpoint_pause(*, actor: Actor, endpoint: Endpoint) -> Endpoint:
    """Send nothing for now; what happens meanwhile waits. Raises PermissionDenied."""
    row = _locked(actor, endpoint)
    if row.state == EndpointState.ACTIVE:
        row.state = EndpointState.PAUSED
        row.save(update_fields=["state"])
        _audit(actor, "webhooks.endpoint_pause", row)
    return row


@transaction.atomic
def endpoint_resume(*, actor: Actor, endpoint: Endpoint) -> Endpoint:
    """Send again, after a pause or after it was turned off; its failures are forgotten. Raises PermissionDenied."""
    row = _locked(actor, endpoint)
    row.state, row.off_at, row.off_reason = EndpointState.ACTIVE, None, ""
    row.failures, row.failing_since, row.rest_until = 0, None, None
    row.save(update_fields=["state", "off_at", "off_reason", "failures", "failing_since", "rest_until"])
    _audit(actor, "webhooks.endpoint_resume", row)
    wake_on_commit()
    return row


@transaction.atomic
def endpoint_remove(*, actor: Actor, endpoint: Endpoint) -> None:
    """Remove the endpoint with its secrets, its log and all that waits for it. Raises PermissionDenied."""
    row = _locked(actor, endpoint)
    _audit(actor, "webhooks.endpoint_remove", row, url=row.url)
    # Not by the collector, which would read the secrets to delete them.
    SigningSecret.objects.filter(endpoint=row)._raw_delete("default")
    Delivery.objects.filter(endpoint=row)._raw_delete("default")
    Endpoint.objects.filter(pk=row.pk)._raw_delete("default")


@transaction.atomic
def secret_rotate(*, actor: Actor, endpoint: Endpoint, hours: int) -> Issued:
    """Give the endpoint a new secret; the one before signs along for `hours` more. Raises PermissionDenied."""
    row = _locked(actor, endpoint)
    until = timezone.now() + datetime.timedelta(hours=hours)
    # One that had been rotated away before signs no longer: two secrets are enough for a receiver to try.
    SigningSecret.objects.filter(endpoint=row, until__isnull=False).update(until=Now())
    SigningSecret.objects.filter(endpoint=row, until__isnull=True).update(until=until)
    secret = _give_secret(row)
    _audit(actor, "webhooks.secret_rotate", row, hours=hours)
    return Issued(row, secret)


@transaction.atomic
def endpoint_try(*, actor: Actor, endpoint: Endpoint) -> Delivery:
    """Send a trial message. Raises PermissionDenied, and ValidationError (Danish) where nothing is sent at all."""
    row = _locked(actor, endpoint)
    if row.state != EndpointState.ACTIVE:
        raise ValidationError(_("Webhooken er ikke slået til, så der sendes intet."))
    now = timezone.now()
    delivery = Delivery.objects.create(
        endpoint=row,
        organisation_id=row.organisation_id,
        event=TRIAL,
        object_type="test",
        object_id=uuid4(),
        at=now,
        not_before=now,
    )
    wake_on_commit()
    return delivery


@transaction.atomic
def delivery_replay(*, actor: Actor, delivery: Delivery) -> bool:
    """Send a message again that did not arrive; whether it was one. Raises PermissionDenied."""
    check_can_keep_webhooks(actor)
    return _replay(actor, Delivery.objects.filter(pk=delivery.pk), delivery.endpoint) == 1


@transaction.atomic
def deliveries_replay(*, actor: Actor, endpoint: Endpoint, since: datetime.datetime) -> int:
    """Send everything again that happened since `since` (aware) and did not arrive; how much. Raises
    PermissionDenied.
    """
    check_can_keep_webhooks(actor)
    return _replay(actor, Delivery.objects.filter(endpoint=endpoint, at__gte=since), endpoint)


def _replay(actor: Actor, rows: DeliveryQuerySet, endpoint: Endpoint) -> int:
    # The id stays: a receiver that had it after all knows it again.
    again = (
        rows.filter(pk__in=Delivery.objects.visible_to(actor).dead())
        .filter(state=DeliveryState.DEAD)
        .update(
            state=DeliveryState.WAITING,
            attempts=0,
            not_before=Now(),
            settled_at=None,
        )
    )
    if again:
        _audit(actor, "webhooks.replay", endpoint, messages=again)
        wake_on_commit()
    return again


def _events(events: Collection[str]) -> list[str]:
    chosen = [event.value for event in EventType if event.value in events]
    if not chosen or set(events) - set(chosen):
        raise ValidationError({"events": _("Vælg mindst én hændelse.")})
    return chosen


def _give_secret(endpoint: Endpoint) -> str:
    secret = new_secret()
    SigningSecret.objects.create(
        endpoint=endpoint,
        organisation_id=endpoint.organisation_id,
        hint=secret[:HINT],
        sealed=seal(secret),
        created_at=timezone.now(),
    )
    return secret


def _locked(actor: Actor, endpoint: Endpoint) -> Endpoint:
    check_can_keep_webhooks(actor)
    return Endpoint.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=endpoint.pk)


def _audit(actor: Actor, action: str, endpoint: Endpoint, **detail: object) -> None:
    audit_write(actor=actor, action=action, object_type="webhook", object_id=endpoint.uuid, detail={**detail})
