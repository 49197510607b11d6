"""What a network agrees: its promises and terms, its minimum of services, and who is in it. History is kept.

New rules hold from a day that is today or later; what held before ends the day before. Clocks that run are touched
only where the network says so: else a promise is counted by the rules of the day on which it was made.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Organisation
from jobcenters.calendar import Unit
from jobcenters.models import (
    Jobcenter,
    Network,
    NetworkMember,
    NetworkRule,
    NetworkService,
    NetworkTerms,
)
from jobcenters.network_promises import LONGEST, PROMISE_OF
from jobcenters.permissions import check_can_choose_coordinator, check_can_keep_network
from jobcenters.signals import network_rules_changed
from ui import danish

ONE_DAY = timedelta(days=1)
FURTHEST_AHEAD = timedelta(days=3 * 366)
MOST_SERVICES = 30


@dataclass(frozen=True, slots=True)
class Terms:
    """What a network decides beside the promises; see `jobcenters.models.NetworkTerms`."""

    search_required: bool
    search_valid_working_days: int
    follow_up_working_days: int
    calendar_days_roll: bool


@transaction.atomic
def network_rules_change(
    *,
    actor: Actor,
    network: Network,
    promises: Mapping[str, Unit],
    terms: Terms,
    valid_from: date,
    today: date,
    running: bool = False,
) -> None:
    """Let `promises` (code -> length) and `terms` be the whole rules from `valid_from` until further notice.

    A promise that is left out falls back to the product's standard. `running`: deadlines that run already follow the
    new rules too, which then hold from today. Raises NotAllowed, or ValidationError whose keys are "valid_from" and
    promise codes.
    """
    check_can_keep_network(actor, network)
    network_lock(network)
    if running and valid_from != today:
        raise ValidationError(
            {"valid_from": _("Frister, der løber, kan kun følge regler, der gælder fra i dag.")}
        )
    rules = NetworkRule.objects.filter(network=network)
    all_terms = NetworkTerms.objects.filter(network=network)
    check_start(valid_from, today, rules, all_terms)
    for code, unit in promises.items():
        if code not in PROMISE_OF:
            raise ValidationError({code: _("Løftet findes ikke.")})
        if unit.n > LONGEST[unit.kind]:
            raise ValidationError({code: too_long(unit.kind)})
    before = {rule.promise: (rule.unit, rule.length) for rule in rules.on(valid_from)}
    after = {code: (unit.kind, unit.n) for code, unit in promises.items()}
    for code in {*before, *after}:
        # A rule that stays as it is keeps its own first day.
        if before.get(code) != after.get(code):
            end_before(rules.filter(promise=code), valid_from)
            if code in after:
                unit_kind, length = after[code]
                NetworkRule.objects.create(
                    network=network, promise=code, unit=unit_kind, length=length, valid_from=valid_from
                )
    end_before(all_terms, valid_from)
    row = NetworkTerms(
        network=network,
        valid_from=valid_from,
        search_required=terms.search_required,
        search_valid_working_days=terms.search_valid_working_days,
        follow_up_working_days=terms.follow_up_working_days,
        calendar_days_roll=terms.calendar_days_roll,
    )
    row.clean_fields()
    row.save()
    if running:
        network_rules_changed.send(
            sender=Network,
            network=network,
            promises=dict(promises),
            rolls=terms.calendar_days_roll,
            actor=actor,
            what=_("Nye spilleregler i %s, også for frister, der løber") % network.name,
        )


def too_long(kind: str) -> str:
    """The sentence for a length beyond what its unit may be."""
    return _("Længden må højst være %s i den enhed.") % danish.number(LONGEST[kind])


@transaction.atomic
def network_services_change(
    *, actor: Actor, network: Network, titles: Iterable[str], valid_from: date, today: date
) -> None:
    """Let `titles` be what every member offers from `valid_from` on, in that order.

    Raises NotAllowed, or ValidationError with the keys "valid_from" and "titles".
    """
    check_can_keep_network(actor, network)
    network_lock(network)
    wanted = [" ".join(title.split()) for title in titles]
    wanted = [title for title in wanted if title]
    rows = NetworkService.objects.filter(network=network)
    check_start(valid_from, today, rows)
    if len(wanted) > MOST_SERVICES:
        raise ValidationError({"titles": _("Der er plads til %s ydelser.") % danish.number(MOST_SERVICES)})
    if any(len(title) > 120 for title in wanted):
        raise ValidationError({"titles": _("En ydelse må højst fylde 120 tegn.")})
    folded = [title.casefold() for title in wanted]
    twice = next((title for n, title in enumerate(wanted) if title.casefold() in folded[:n]), "")
    if twice:
        raise ValidationError({"titles": _("“%s” står to gange.") % twice})
    held = {row.title: row for row in rows.on(valid_from)}
    end_before(rows.exclude(title__in=wanted), valid_from)
    for position, title in enumerate(wanted, start=1):
        if title in held:
            rows.filter(pk=held[title].pk).update(position=position)
        else:
            NetworkService.objects.create(
                network=network, title=title, position=position, valid_from=valid_from
            )


# --- members ------------------------------------------------------------------------------------------------


@transaction.atomic
def network_member_add(
    *, actor: Actor, network: Network, jobcenter: Jobcenter, valid_from: date, today: date
) -> NetworkMember:
    """The jobcentre joins on `valid_from`. Raises NotAllowed, or ValidationError ("jobcenter", "valid_from")."""
    check_can_keep_network(actor, network)
    network_lock(network)
    _check_day(valid_from, today)
    clash = (
        network.members.filter(jobcenter=jobcenter)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from))
        .first()
    )
    if clash and clash.valid_from > valid_from:
        sentence = _("%(place)s er allerede meldt ind fra %(day)s.")
    elif clash and clash.valid_to:
        sentence = _("%(place)s er medlem til og med %(end)s. Vælg en senere dag.")
    else:
        sentence = _("%(place)s er allerede medlem.")
    if clash:
        words = {
            "place": jobcenter.place,
            "day": danish.day_month(clash.valid_from, year=True),
            "end": danish.day_month(clash.valid_to, year=True) if clash.valid_to else "",
        }
        field = "valid_from" if clash.valid_to and clash.valid_from <= valid_from else "jobcenter"
        raise ValidationError({field: sentence % words})
    if not jobcenter.holds(valid_from):
        raise ValidationError({"valid_from": _("Jobcentret findes ikke den dag.")})
    return NetworkMember.objects.create(network=network, jobcenter=jobcenter, valid_from=valid_from)


@transaction.atomic
def network_member_leave(
    *, actor: Actor, member: NetworkMember, last_day: date, today: date
) -> NetworkMember:
    """The membership ends with `last_day`; its history stays. Raises NotAllowed, or ValidationError ("last_day")."""
    check_can_keep_network(actor, member.network)
    network_lock(member.network)
    member = NetworkMember.objects.select_related("jobcenter", "network").get(pk=member.pk)
    if last_day < member.valid_from:
        raise ValidationError(
            {
                "last_day": _("%(place)s er først medlem fra %(day)s. Den sidste dag kan ikke ligge før.")
                % {
                    "place": member.jobcenter.place,
                    "day": danish.day_month(member.valid_from, year=True),
                }
            }
        )
    _check_day(last_day, today, "last_day")
    if member.valid_to is not None and member.valid_to < today:
        raise ValidationError({"last_day": _("Medlemskabet er allerede ophørt.")})
    if NetworkMember.objects.filter(
        network_id=member.network_id, jobcenter_id=member.jobcenter_id, valid_from__gt=member.valid_from
    ).filter(valid_from__lte=last_day):
        raise ValidationError({"last_day": _("Perioden overlapper et senere medlemskab.")})
    member.valid_to = last_day
    member.save(update_fields=["valid_to"])
    return member


@transaction.atomic
def network_member_forget(*, actor: Actor, member: NetworkMember, today: date) -> None:
    """Take back a joining that has not come yet. Raises NotAllowed, or ValidationError: history is never removed."""
    check_can_keep_network(actor, member.network)
    if member.valid_from <= today:
        raise ValidationError(_("Medlemskabet er begyndt. Skriv i stedet den sidste dag."))
    member.delete()


@transaction.atomic
def network_coordinator_choose(
    *, actor: Actor, network: Network, organisation: Organisation | None
) -> Network:
    """Who keeps the network's rules, members and meetings beside Jobservice Danmark. Raises NotAllowed."""
    check_can_choose_coordinator(actor)
    network.coordinator = organisation
    network.save(update_fields=["coordinator"])
    return network


# --- days ---------------------------------------------------------------------------------------------------


def network_lock(network: Network) -> None:
    """One change of a network at a time: the second waits and then sees what the first did. The coordinator may not
    lock the network's own row, so an advisory lock of the transaction stands for it.
    """
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(7110006, %s)", [network.pk])


def end_before(rows: "models.QuerySet[Any]", valid_from: date) -> None:
    """What holds on `valid_from` ends the day before; what begins then has never held, and goes."""
    rows.filter(valid_from__gte=valid_from).delete()
    rows.filter(Q(valid_to__isnull=True) | Q(valid_to__gte=valid_from)).update(valid_to=valid_from - ONE_DAY)


def check_start(valid_from: date, today: date, *tables: "models.QuerySet[Any]") -> None:
    """A change may stand in for one planned from the same day, but never lie across a later one."""
    _check_day(valid_from, today)
    planned = [
        day
        for rows in tables
        for day in rows.filter(valid_from__gt=valid_from).values_list("valid_from", flat=True)
    ]
    if planned:
        raise ValidationError(
            {
                "valid_from": _(
                    "Der er allerede planlagt en ændring fra %(day)s, og perioderne ville overlappe."
                    " Vælg den dag for at rette den, eller en senere."
                )
                % {"day": danish.day_month(max(planned), year=True)}
            }
        )


def _check_day(day: date, today: date, field: str = "valid_from") -> None:
    if day < today:
        raise ValidationError({field: _("Datoen er gået. Vælg i dag eller senere.")})
    if day > today + FURTHEST_AHEAD:
        raise ValidationError({field: _("Datoen ligger mere end tre år fremme.")})
