"""A whole agreement's wording for tests, without a database."""

import datetime

from agreements.document import (
    DocumentText,
    PartyText,
    follow_up_text,
    goal_texts,
    group_texts,
    period_text,
    role_label,
)
from agreements.enums import PartyRole
from agreements.template import template

TICKS = {"ordinary": "", "ongoing": "", "upskilling": "", "igu": "", "other": "Sæsonarbejde i påsken"}


def party(n: int, role: PartyRole, name: str, area: str = "") -> PartyText:
    return PartyText(
        key=f"00000000-0000-4000-8000-{n:012d}",
        role=role,
        label=role_label(role),
        name=name,
        contact=f"Kontakt {n}",
        title="Leder",
        email=f"kontakt{n}@part.example",
        phone="76 00 00 00",
        area=area,
    )


def wording(tovholders: int = 2, partners: int = 0) -> DocumentText:
    """A jobserviceaftale with its company, Jobservice Danmark, so many tovholders, and partners."""
    form, day = template(2), datetime.date(2026, 11, 22)
    parties = [
        party(1, PartyRole.COMPANY, "Gudenå Maskinfabrik A/S"),
        party(2, PartyRole.NATIONAL, "Jobservice Danmark"),
    ]
    parties += [
        party(
            10 + n,
            PartyRole.TOVHOLDER,
            f"Jobcenter {n + 1}",
            "Øst for Storebælt" if n % 2 else "Vest for Storebælt",
        )
        for n in range(tovholders)
    ]
    parties += [party(30 + n, PartyRole.PARTNER, f"A-kassen {n + 1}") for n in range(partners)]
    return DocumentText(
        number="A2026-0001",
        version=1,
        template=2,
        kind="Jobserviceaftale",
        title="Jobserviceaftale med Gudenå Maskinfabrik",
        company="Gudenå Maskinfabrik A/S",
        cvr="99900008",
        need_short="Tre industriteknikere i Horsens og to lagermedarbejdere i Køge.",
        need_long="En ny linje åbner i 2028.",
        places="25",
        goals=goal_texts(form, frozenset(TICKS), {}),
        groups=group_texts(form, TICKS, day),
        period=period_text(datetime.date(2027, 1, 1), datetime.date(2028, 12, 31)),
        follow_up=follow_up_text(6, "", datetime.date(2027, 6, 1)),
        terms=tuple(form.terms),
        extra_terms="",
        parties=tuple(parties),
    )
