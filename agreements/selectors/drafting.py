"""What the wizard and the document need to know of a version."""

import datetime

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from agreements import coverage
from agreements.document import (
    DocumentText,
    GroupText,
    PartyText,
    area_text,
    follow_up_text,
    goal_texts,
    group_texts,
    period_text,
    role_label,
    stored,
    unit_of,
)
from agreements.enums import ENDED_STATES, AgreementKind, ContentGroup
from agreements.models import Agreement, AgreementParty, AgreementVersion
from agreements.template import template
from companies.models import Workplace
from jobcenters.calendar import Unit, local_date, unit_from_data
from jobcenters.models import Municipality, Network
from ui import danish


def version_under_way(agreement: Agreement) -> AgreementVersion | None:
    """The version that is drafted or being signed; None when there is only the one in force."""
    return agreement.versions.filter(state__in=["draft", "sent", "partly_signed"]).first()


def goal_lengths(version: AgreementVersion) -> dict[str, Unit]:
    """The goals whose length the parties changed, by promise; a network's are those of its rules of play."""
    network = version.agreement.network
    if network is not None:
        rules = network.rules.on(network_day(version))
        return {rule.promise: unit_from_data(rule.unit, rule.length) for rule in rules}
    return {goal.promise: unit_of(goal.unit, goal.length) for goal in version.goals.all()}


def network_day(version: AgreementVersion) -> datetime.date:
    """The day by which a network's draft is written: the first of its period, or today when that is over."""
    return max(filter(None, (local_date(moment()), version.starts_on)))


def places() -> dict[str, coverage.Place]:
    """Every municipality by code, for the rules of coverage."""
    return {row.code: coverage.Place(row.code, row.name, row.side) for row in Municipality.objects.all()}


def shares_of(version: AgreementVersion) -> list[coverage.Share]:
    """What each tovholder of a version answers for."""
    return [
        coverage.Share(party.pk, party.organisation.name, party.area, frozenset(party.municipalities))
        for party in version.parties.select_related("organisation")
        if party.is_tovholder
    ]


def company_places(actor: Actor, agreement: Agreement) -> dict[str, str]:
    """Where the company works: municipality code to the name of (one of) its active workplaces there."""
    if agreement.company_id is None:
        return {}
    rows = (
        Workplace.objects.visible_to(actor)
        .filter(company_id=agreement.company_id, is_active=True, postcode__municipality__isnull=False)
        .order_by("name")
        .values_list("postcode__municipality_id", "name")
    )
    found: dict[str, str] = {}
    for code, name in rows:
        found.setdefault(code, name)
    return found


def coverage_findings(actor: Actor, version: AgreementVersion) -> list[coverage.Finding]:
    """Gaps and overlaps of a draft's tovholders, in words, before anybody signs.

    A partnership and a regional agreement need not reach everywhere the company works; regional agreements under one
    nationwide agreement may not overlap each other, and where they reach, the nationwide one has no gap.
    """
    agreement, known = version.agreement, places()
    shares = shares_of(version)
    if agreement.kind == AgreementKind.PARTNERSHIP:
        return coverage.findings(shares, {}, known)
    if agreement.parent_id is not None:
        others = _family_shares(actor, agreement, parent_id=agreement.parent_id)
        return [*coverage.findings(shares, {}, known), *_overlaps_with(shares, others, known)]
    regional = _family_shares(actor, agreement, parent_id=agreement.pk)
    workplaces = {
        code: name
        for code, name in company_places(actor, agreement).items()
        if code not in known or not any(share.holds(known[code]) for _name, share in regional)
    }
    return coverage.findings(shares, workplaces, known)


def _family_shares(actor: Actor, agreement: Agreement, *, parent_id: int) -> list[tuple[str, coverage.Share]]:
    """The regional agreements under a parent, but for `agreement` itself: number, and what each tovholder holds."""
    found = []
    relatives = (
        Agreement.objects.visible_to(actor)
        .filter(parent_id=parent_id)
        .exclude(pk=agreement.pk)
        .exclude(state__in=ENDED_STATES)
    )
    for relative in relatives:
        newest = relative.current or relative.versions.first()
        if newest is not None:
            found += [(relative.number, share) for share in shares_of(newest)]
    return found


def _overlaps_with(
    shares: list[coverage.Share],
    others: list[tuple[str, coverage.Share]],
    known: dict[str, coverage.Place],
) -> list[coverage.Finding]:
    found = []
    for share in shares:
        for number, other in others:
            common = [place.name for place in known.values() if share.holds(place) and other.holds(place)]
            if common:
                words = {"other": other.name, "places": coverage.names(common), "number": number}
                sentence = _("%(other)s er tovholder for %(places)s i den regionale aftale %(number)s.")
                found.append(coverage.Finding(sentence % words))
    return found


def document_of(version: AgreementVersion) -> DocumentText:
    """The version's wording: the stored one when it has been sent, else as the draft stands now."""
    if version.document:
        return stored(version.document)
    return document_draft(version)


def document_draft(version: AgreementVersion) -> DocumentText:
    """The wording built from a draft's rows. At most seven queries."""
    agreement = version.agreement
    form = template(version.template)
    ticks = {tick.code: tick.text for tick in version.ticks.all()}
    day = local_date(version.created_at)
    names = dict(Municipality.objects.values_list("code", "name"))
    parties = tuple(
        _party_text(party, names) for party in version.parties.select_related("organisation").all()
    )
    company = agreement.company
    return DocumentText(
        number=agreement.number,
        version=version.number,
        template=version.template,
        kind=str(agreement.get_kind_display()),
        title=agreement.title,
        company=company.name if company else "",
        cvr=company.cvr if company else "",
        need_short=version.need_short,
        need_long=version.need_long,
        places=danish.number(version.places_expected) if version.places_expected is not None else "",
        goals=goal_texts(form, frozenset(ticks), goal_lengths(version)),
        groups=(*_minimum(agreement.network, version), *group_texts(form, ticks, day)),
        period=period_text(version.starts_on, version.ends_on),
        follow_up=follow_up_text(version.meeting_months, version.meeting_text, version.first_meeting_on),
        terms=tuple(form.terms),
        extra_terms=version.extra_terms,
        parties=parties,
        notes=tuple(form.promise),
        network=agreement.network.name if agreement.network else "",
    )


def _minimum(network: Network | None, version: AgreementVersion) -> tuple[GroupText, ...]:
    """What every member of a network offers, as the network has written it; nothing to tick."""
    services = network.services.on(network_day(version)) if network else ()
    titles = tuple(service.title for service in services)
    group = ContentGroup.MINIMUM
    return (GroupText(group.value, str(group.label), titles, ()),) if titles else ()


def _party_text(party: AgreementParty, names: dict[str, str]) -> PartyText:
    codes: list[str] = sorted(party.municipalities, key=lambda code: names.get(code, code))
    return PartyText(
        key=str(party.uuid),
        role=party.role,
        label=role_label(party.role),
        name=party.organisation.name,
        contact=party.contact_name,
        title=party.contact_title,
        email=party.contact_email,
        phone=party.contact_phone,
        area=area_text(party.area, [names.get(code, code) for code in codes]),
    )
