"""What the wizard and the document need to know of a version."""

from accounts.actor import Actor
from agreements import coverage
from agreements.document import (
    DocumentText,
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
from agreements.models import Agreement, AgreementParty, AgreementVersion
from agreements.template import template
from companies.models import Workplace
from jobcenters.calendar import Unit, local_date
from jobcenters.models import Municipality
from ui import danish


def version_under_way(agreement: Agreement) -> AgreementVersion | None:
    """The version that is drafted or being signed; None when there is only the one in force."""
    return agreement.versions.filter(state__in=["draft", "sent", "partly_signed"]).first()


def goal_lengths(version: AgreementVersion) -> dict[str, Unit]:
    """The goals whose length the parties changed, by promise."""
    return {goal.promise: unit_of(goal.unit, goal.length) for goal in version.goals.all()}


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
    """Gaps and overlaps of a draft's tovholders, in words, before anybody signs."""
    return coverage.findings(shares_of(version), company_places(actor, version.agreement), places())


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
        company=company.name if company else agreement.title,
        cvr=company.cvr if company else "",
        need_short=version.need_short,
        need_long=version.need_long,
        places=danish.number(version.places_expected) if version.places_expected is not None else "",
        goals=goal_texts(form, frozenset(ticks), goal_lengths(version)),
        groups=group_texts(form, ticks, day),
        period=period_text(version.starts_on, version.ends_on),
        follow_up=follow_up_text(version.meeting_months, version.meeting_text, version.first_meeting_on),
        terms=tuple(form.terms),
        extra_terms=version.extra_terms,
        parties=parties,
        notes=tuple(form.promise),
    )


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
