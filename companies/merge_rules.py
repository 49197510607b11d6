"""What happens to a row when the company that it points at is merged into another. Pure tables.

Every foreign key of the database to a company, a workplace, a contact person or the company's organisation has a rule
here: of this app and those below it in this file, of the apps above in their own `merging.py`, which register in
`AppConfig.ready()`. tests/architecture reads the keys from the database. `migrate` hands the rules on to the function
that merges (`companies_merge`): it refuses to while a key has none.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TARGETS = ("companies_company", "companies_workplace", "companies_contactperson", "accounts_organisation")


class What(StrEnum):
    """`MOVES`: points at the kept company afterwards. `JOINS`: moves too, and gives way to an equal row that is there.

    `FOLLOWS`: what it points at moves, or triggers keep it. `STAYS`: points at the company that was merged away.
    """

    MOVES = "moves"
    JOINS = "joins"
    FOLLOWS = "follows"
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class MergeRule:
    """One foreign key. What stays, or follows, has a Danish reason.

    `words` is what the rows are called on the page where a merge is decided upon, where the model's own name does not
    say it; `is_told` whether they are named there at all.
    """

    table: str
    column: str
    what: What
    reason: str | Promise = ""
    words: str | Promise = ""
    is_told: bool = True


_rules: dict[tuple[str, str], MergeRule] = {}
_NEVER = _("Peger aldrig på en virksomhed.")


def rule(
    table: str,
    column: str,
    what: What,
    reason: str | Promise = "",
    words: str | Promise = "",
    is_told: bool = True,
) -> MergeRule:
    """Raises ValueError for a row that neither moves nor says why."""
    if what in (What.STAYS, What.FOLLOWS) and not reason:
        raise ValueError(f"{table}.{column} needs a reason.")
    return MergeRule(table, column, what, reason, words, is_told)


moves = partial(rule, what=What.MOVES)
joins = partial(rule, what=What.JOINS)
follows = partial(rule, what=What.FOLLOWS)
stays = partial(rule, what=What.STAYS)
# Keys to organisations that are jobcentres, Jobservice Danmark or partners.
never = partial(rule, what=What.STAYS, reason=_NEVER)


def register(*rules: MergeRule) -> None:
    """Add an app's rules. Raises ValueError where another rule for the same key is there."""
    for one in rules:
        key = (one.table, one.column)
        if _rules.setdefault(key, one) != one:
            raise ValueError(f"Two rules for {key}.")


def all_rules() -> Iterable[MergeRule]:
    return _rules.values()


def rule_for(table: str, column: str) -> MergeRule | None:
    return _rules.get((table, column))


register(
    joins("companies_workplace", "company_id"),
    joins("companies_contactperson", "company_id"),
    stays("companies_company", "organisation_id", is_told=False, reason=_("Det er virksomheden selv.")),
    never("companies_company", "created_by_organisation_id"),
    stays(
        "companies_company",
        "merged_into_id",
        is_told=False,
        reason=_("En tidligere sammenlægning kan fortrydes for sig."),
    ),
    stays("companies_merge", "kept_id", is_told=False, reason=_("Det er sammenlægningen selv.")),
    stays("companies_merge", "away_id", is_told=False, reason=_("Det er sammenlægningen selv.")),
    never("companies_merge", "organisation_id"),
    # An undone merge needs nothing put back: who a company stands for is read when it is asked (companies_standing).
    *(
        stays(
            "companies_distinctpair",
            column,
            is_told=False,
            reason=_("Beslutningen gælder den, som virksomheden er lagt sammen med."),
        )
        for column in ("one_id", "other_id")
    ),
    never("companies_distinctpair", "organisation_id"),
    *(
        never(f"companies_{table}", "organisation_id")
        for table in ("companyimport", "importpiece", "importline", "importproblem")
    ),
    joins("accounts_membership", "organisation_id", words=_("Brugere")),
    moves("accounts_absence", "organisation_id", words=_("Fravær")),
    stays(
        "accounts_auditevent", "organisation_id", is_told=False, reason=_("Revisionssporet ændres aldrig.")
    ),
    never("accounts_apitoken", "organisation_id"),
    stays("notifications_outboxmail", "organisation_id", is_told=False, reason=_("Mailen er skrevet.")),
    stays(
        "notifications_outboxmail", "recipient_organisation_id", is_told=False, reason=_("Mailen er skrevet.")
    ),
    stays("accounts_hold", "organisation_id", reason=_("Et hold på sletning følger den, der satte det.")),
    follows("companies_contactconsent", "contact_id", reason=_("Kontaktpersonen flytter.")),
    never("companies_contactconsent", "organisation_id"),
    never("accounts_accesstoken", "organisation_id"),
    never("jobcenters_jobcenter", "organisation_id"),
    never("jobcenters_network", "coordinator_id"),
)
