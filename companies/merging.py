"""What is known before two companies are made one: what would move, what is equal, who may. And likely duplicates."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.apps import apps
from django.db import connection
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from companies.merge_rules import What, all_rules, rule_for
from companies.models import Company, DistinctPair, Merge, MergeStep
from companies.permissions import check_can_merge
from companies.selectors import CompanyCard, company_card

MOST_PAIRS = 100
REASONS = {
    "name": gettext_lazy("samme navn"),
    "domain": gettext_lazy("samme maildomæne"),
    "phone": gettext_lazy("samme telefonnummer"),
    "p_number": gettext_lazy("samme P-nummer"),
    "address": gettext_lazy("samme adresse"),
}


@dataclass(frozen=True, slots=True)
class Likely:
    """A company that may be the same as another, and why."""

    company: Company
    reasons: str


@dataclass(frozen=True, slots=True)
class Pair:
    """Two companies that may be one; the older first."""

    one: Company
    other: Company
    reasons: str


def in_words(reasons: Sequence[str]) -> str:
    """ "samme navn og samme adresse" """
    words = [str(REASONS[reason]) for reason in sorted(reasons, key=list(REASONS).index)]
    text = words[0] if len(words) == 1 else _("%(first)s og %(last)s") % {
        "first": ", ".join(words[:-1]),
        "last": words[-1],
    }  # fmt: skip
    return text[:1].upper() + text[1:]


def duplicates(actor: Actor) -> list[Pair]:
    """The likeliest pairs of the register, at most a hundred. Three queries."""
    with connection.cursor() as cursor:
        cursor.execute("select one, other, reasons from companies_duplicates(%s)", [MOST_PAIRS])
        found = cursor.fetchall()
    companies = _companies(actor, {pk for one, other, _reasons in found for pk in (one, other)})
    return [
        Pair(companies[one], companies[other], in_words(reasons))
        for one, other, reasons in found
        if one in companies and other in companies
    ]


def likely_of(
    actor: Actor,
    *,
    name: str = "",
    emails: Sequence[str] = (),
    phones: Sequence[str] = (),
    p_numbers: Sequence[str] = (),
    addresses: Sequence[tuple[str, str]] = (),
    leave_out: int | None = None,
) -> list[Likely]:
    """Companies that may be the one with these marks, the likeliest first. `addresses` are (address, postcode).

    `leave_out` is the key of the company itself, where it is registered; what the actor's organisation (or somebody
    for all) has said is another company than that one is left out too.
    """
    domains = [email.rpartition("@")[2].lower() for email in emails if "@" in email]
    digits = ["".join(sign for sign in phone if sign.isdigit())[-8:] for phone in phones]
    with connection.cursor() as cursor:
        cursor.execute(
            "select company_id, reasons from companies_likely("
            "%s, %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s)",
            [
                name.replace("\0", "").strip()[:200],
                domains,
                [number for number in digits if len(number) == 8],
                [number for number in p_numbers if number],
                [address for address, _postcode in addresses],
                [postcode for _address, postcode in addresses],
                leave_out,
            ],
        )
        found = cursor.fetchall()
    companies = _companies(actor, {pk for pk, _reasons in found})
    return [Likely(companies[pk], in_words(reasons)) for pk, reasons in found if pk in companies]


def likely_duplicates(actor: Actor, card: CompanyCard) -> list[Likely]:
    """Companies that may be the one on the card."""
    return likely_of(
        actor,
        name=card.company.name,
        emails=[contact.email for contact in card.contacts],
        phones=[contact.phone for contact in card.contacts],
        addresses=[(place.address, place.postcode_id) for place in card.workplaces],
        leave_out=card.company.pk,
    )


@dataclass(frozen=True, slots=True)
class Decided:
    """A pair of which somebody has said that it is not one. `may_undo`: whether the actor may take it back."""

    pair: DistinctPair
    may_undo: bool


def decided(actor: Actor) -> list[Decided]:
    """What was decided and stands, newest first, at most a hundred. Two queries.

    Two that were merged into one after all are no pair any more, and are left out until that is undone.
    """
    rows = list(DistinctPair.objects.visible_to(actor).standing().with_names()[:MOST_PAIRS])
    with connection.cursor() as cursor:
        cursor.execute(
            "select d.id, companies_may_merge(d.one_id, d.other_id) from companies_distinctpair d"
            " where d.id = any (%s) and companies_standing(d.one_id) <> companies_standing(d.other_id)",
            [[row.pk for row in rows]],
        )
        may_merge_them = dict(cursor.fetchall())
    return [
        Decided(row, row.organisation_id == actor.organisation_id or may_merge_them[row.pk])
        for row in rows
        if row.pk in may_merge_them
    ]


def decision_about(actor: Actor, one: Company, other: Company) -> DistinctPair | None:
    """The decision about just these two that stands for the actor, if there is one."""
    first, second = sorted((one.pk, other.pk))
    rows = DistinctPair.objects.visible_to(actor).standing().with_names()
    return rows.filter(one_id=first, other_id=second).first()


def _companies(actor: Actor, pks: set[int]) -> dict[int, Company]:
    rows = Company.objects.visible_to(actor).filter(pk__in=pks).with_organisation().with_first_workplace()
    return {row.pk: row for row in rows}


def leads_for(actor: Actor, company: Company) -> bool:
    """Whether the actor's organisation registered the company, or leads for it as an app above says."""
    with connection.cursor() as cursor:
        cursor.execute("select companies_leads_for(%s, %s)", [actor.organisation_id, company.pk])
        return bool(cursor.fetchone()[0])


def may_merge(actor: Actor, one: Company, other: Company) -> bool:
    """What the database says of it (`companies_may_merge`): who may merge the two may speak for all of them."""
    with connection.cursor() as cursor:
        cursor.execute("select companies_may_merge(%s, %s)", [one.pk, other.pk])
        return bool(cursor.fetchone()[0])


def may_merge_problem(actor: Actor, kept: Company, away: Company) -> str:
    """Why the actor may not merge these two, "" where it may."""
    from accounts.permissions import NotAllowed

    try:
        check_can_merge(actor, kept, away, leads_for_both=leads_for(actor, kept) and leads_for(actor, away))
    except NotAllowed as refused:
        return str(refused)
    return ""


@dataclass(frozen=True, slots=True)
class Moved:
    """How many rows of one kind move or stay, and why they stay."""

    what: str
    found: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a merge would do."""

    kept: CompanyCard
    away: CompanyCard
    moves: list[Moved]
    stays: list[Moved]
    clashes: list[str]


def preview(actor: Actor, kept: Company, away: Company) -> Preview:
    """What moves, what stays with the company that is merged away, what both have. For those who may merge."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select tbl, col, what, rows_found from companies_merge_look(%s, %s)", [kept.pk, away.pk]
        )
        found = cursor.fetchall()
    moves: dict[str, int] = {}
    stays: dict[tuple[str, str], int] = {}
    for table, column, what, count in found:
        rule = rule_for(table, column)
        if rule is None or not rule.is_told:
            continue
        words = str(rule.words) or table_words(table)
        if what == What.STAYS:
            key = (words, str(rule.reason))
            stays[key] = max(stays.get(key, 0), count)
        else:
            moves[words] = max(moves.get(words, 0), count)
    one, other = (company_card(actor, company, only_active=False) for company in (kept, away))
    return Preview(
        one,
        other,
        [Moved(words, count) for words, count in moves.items()],
        [Moved(words, count, reason) for (words, reason), count in stays.items()],
        _clashes(one, other),
    )


def table_words(table: str) -> str:
    """What the rows of a table are called on pages."""
    said = next((one.words for one in all_rules() if one.table == table and one.words), "")
    if said:
        return str(said)
    model = next((model for model in apps.get_models() if model._meta.db_table == table), None)
    if model is None:
        return table
    words = str(model._meta.verbose_name_plural)
    return words[:1].upper() + words[1:]


def _clashes(kept: CompanyCard, away: CompanyCard) -> list[str]:
    found = []
    if any(c.is_primary for c in kept.contacts) and any(c.is_primary for c in away.contacts):
        primary = next(c for c in kept.contacts if c.is_primary)
        found.append(_("Begge har en første kontakt. %s bliver ved med at være den.") % primary.name)
    persons = {(c.name.lower(), c.email.lower(), c.phone) for c in kept.contacts if c.is_active}
    for contact in away.contacts:
        if contact.is_active and (contact.name.lower(), contact.email.lower(), contact.phone) in persons:
            found.append(_("%s findes hos begge. Den ene tages ud af brug.") % contact.name)
    places = {(w.name.lower(), w.address.lower(), w.postcode_id) for w in kept.workplaces if w.is_active}
    for place in away.workplaces:
        if place.is_active and (place.name.lower(), place.address.lower(), place.postcode_id) in places:
            found.append(
                _("Arbejdspladsen %s findes hos begge. Den ene tages ud af brug.") % place.full_address
            )
    for what, ours, theirs in (
        (_("navn"), kept.company.name, away.company.name),
        (_("CVR-nummer"), kept.company.cvr_spaced, away.company.cvr_spaced),
        (_("branche"), kept.company.industry, away.company.industry),
    ):
        if theirs and ours != theirs:
            found.append(
                _("Virksomhedens %(what)s er %(ours)s og ikke %(theirs)s.")
                % {"what": what, "ours": ours or _("ikke oplyst"), "theirs": theirs}
            )
    return found


def merge_or_404(actor: Actor, uuid: UUID) -> Merge:
    """A merge (not an undoing). Raises Http404."""
    found = Merge.objects.visible_to(actor).with_names().filter(uuid=uuid, undoes__isnull=True).first()
    if found is None:
        raise Http404
    return found


def merges_of(actor: Actor, company: Company) -> list[Merge]:
    """What was merged into the company and still is, newest first."""
    rows = Merge.objects.visible_to(actor).with_names()
    return list(rows.filter(kept=company, undoes__isnull=True, undone_by__isnull=True))


def moved_by(merge: Merge) -> list[Moved]:
    """How many rows of each table the merge changed."""
    from django.db.models import Count

    rows = (
        MergeStep.objects.filter(merge=merge)
        .exclude(table_name="companies_company")
        .order_by("table_name")
        .values_list("table_name")
        .annotate(n=Count("row_key", distinct=True))
    )
    return [Moved(table_words(table), count) for table, count in rows]


def left_in_words(left: Sequence[dict[str, object]]) -> list[Moved]:
    """What an undoing could not put back, by kind."""
    counts: dict[str, int] = {}
    for one in left:
        words = table_words(str(one["table"]))
        counts[words] = counts.get(words, 0) + 1
    return [Moved(words, count) for words, count in counts.items()]
