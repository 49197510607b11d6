"""The signed PDF of an agreement with twelve parties, against WeasyPrint by itself on the very same HTML.

Ours is all that a worker does for a row: reading the version and its signatures, building the HTML, printing, and
storing the file with its hash and its progress.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import connection
from django.utils import timezone
from django.utils.translation import override

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from agreements.document import (
    DocumentText,
    PartyText,
    document_hash,
    follow_up_text,
    goal_texts,
    group_texts,
    period_text,
    role_label,
)
from agreements.enums import (
    SIGN_LEVELS,
    AgreementKind,
    AgreementState,
    Area,
    PartyRole,
    PdfKind,
    PdfState,
    SignMethod,
)
from agreements.models import Agreement, AgreementParty, AgreementPdf, AgreementVersion, Signature
from agreements.pdf.content import printed_of
from agreements.pdf.making import pdf_make
from agreements.pdf.render import VARIANT, pdf_html, stylesheet
from agreements.template import TEMPLATES
from bench import Context, Figure, at_most
from companies.models import Company
from config.database import django_database

ROUNDS, FEWEST = 9, 5
CVR = "99900008"
PARTY = "Part i prøveaftale"
TABLES = (
    "agreements_agreementpdf",
    "agreements_signature",
    "agreements_agreementparty",
    "agreements_agreementversion",
    "agreements_agreement",
)


def run(context: Context) -> list[Figure]:
    """In turns in one process, so that both meet the same machine; the round with the middle ratio counts."""
    connection.ensure_connection()  # the web role is the one whose rights the product checks
    with override("da"):
        with logged_in_as("owner"):
            version_id = _fill()
        try:
            with logged_in_as("worker"):
                _round(context, version_id, 0)  # fonts found, templates read
                count = max(context.rows(ROUNDS), FEWEST)
                rounds = [_round(context, version_id, n) for n in range(1, count + 1)]
        finally:
            with logged_in_as("owner"):
                _empty()
    ours, bare = sorted(rounds, key=lambda pair: pair[0] / pair[1])[len(rounds) // 2]
    return [
        at_most("PDF of 12 signed parties", ours, bare, 1.3, "s", "bare WeasyPrint on the same HTML"),
    ]


@contextmanager
def logged_in_as(role: str) -> Iterator[None]:
    """Let Django's connection be that role's."""
    before = connection.settings_dict.copy()
    connection.close()
    connection.settings_dict.update(
        django_database(settings.DATABASE_URL, secret_key=settings.SECRET_KEY, role=role)
    )
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def _round(context: Context, version_id: int, number: int) -> tuple[float, float]:
    """Seconds of both; the order changes from round to round. Raises AssertionError unless both made the same."""
    version = AgreementVersion.objects.select_related("agreement").get(pk=version_id)
    html = pdf_html(printed_of(version, PdfKind.SIGNED))
    pdf = AgreementPdf.objects.create(
        version=version,
        organisation_id=version.agreement.owner_id,
        kind=PdfKind.SIGNED,
        document_hash=version.document_hash,
        asked_at=timezone.now(),
    )
    made: dict[str, Any] = {}

    def ours() -> None:
        assert pdf_make(pdf.pk)

    def bare() -> None:
        made["bare"] = _bare(html)

    spent: dict[str, float] = {}
    both: list[tuple[str, Callable[[], None]]] = [("ours", ours), ("bare", bare)]
    for name, work in both if number % 2 else reversed(both):
        started = time.perf_counter()
        work()
        spent[name] = time.perf_counter() - started
    pdf.refresh_from_db()
    assert pdf.state == PdfState.DONE
    assert pdf.content is not None
    assert abs(len(bytes(pdf.content)) - len(made["bare"])) < 2_000, "they did not print the same"
    context.say(f"{pdf.pages} pages: ours {spent['ours']:.2f} s, bare {spent['bare']:.2f} s")
    return spent["ours"], spent["bare"]


def _bare(html: str) -> bytes:
    """WeasyPrint as its manual shows it, with its own fetcher and the files by their paths."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration

    fonts = FontConfiguration()
    css = CSS(string=_with_paths(stylesheet()), font_config=fonts)
    content: bytes = HTML(string=html).write_pdf(stylesheets=[css], font_config=fonts, pdf_variant=VARIANT)
    return content


def _with_paths(css: str) -> str:
    before, *parts = css.split('url("static:')
    for part in parts:
        name, rest = part.split('"', 1)
        before += f'url("file://{finders.find(name)}"{rest}'
    return before


def _document() -> DocumentText:
    form = TEMPLATES[-1]
    ticked = {item.code: "Efter aftale" if item.takes_text else "" for item in form.items[::2]}
    roles = [
        PartyRole.COMPANY,
        PartyRole.NATIONAL,
        *[PartyRole.TOVHOLDER] * 7,
        PartyRole.WORKINDENMARK,
        *[PartyRole.PARTNER] * 2,
    ]
    text = "Vi søger medarbejdere til tre afdelinger, og de skal kunne begynde inden sommer. " * 12
    day = form.valid_from
    return DocumentText(
        number="A2026-0001",
        version=1,
        template=form.number,
        kind="Jobserviceaftale",
        title="Jobserviceaftale om medarbejdere til tre afdelinger",
        company="Virksomheden A/S",
        cvr=CVR,
        need_short=text,
        need_long=text,
        places="120",
        goals=goal_texts(form, frozenset(ticked), {}),
        groups=group_texts(form, ticked, day),
        period=period_text(day, day.replace(year=day.year + 2)),
        follow_up=follow_up_text(3, "", None),
        terms=form.terms,
        extra_terms=text,
        parties=tuple(
            PartyText(
                key=str(uuid4()),
                role=role,
                label=role_label(role),
                name=f"{PARTY} {n}",
                contact=f"Kontakt {n}",
                title="Leder",
                email=f"kontakt{n}@part.example",
                phone="76000000",
                area="Vest for Storebælt" if role == PartyRole.TOVHOLDER else "",
            )
            for n, role in enumerate(roles)
        ),
        notes=form.promise,
    )


def _fill() -> int:
    """Twelve organisations, an agreement in force between them, and a signature of each: the version's id."""
    document = _document()
    kinds = {PartyRole.NATIONAL: OrganisationKind.NATIONAL, PartyRole.COMPANY: OrganisationKind.COMPANY}
    organisations = [
        Organisation.objects.create(
            kind=kinds.get(PartyRole(party.role), OrganisationKind.PARTNER), name=party.name, is_demo=True
        )
        for party in document.parties
    ]
    now = timezone.now()
    company = Company.objects.create(
        organisation=organisations[0], cvr=document.cvr, created_by_organisation=organisations[1]
    )
    agreement = Agreement.objects.create(
        number=document.number,
        kind=AgreementKind.JOBSERVICE,
        company=company,
        owner=organisations[1],
        title=document.title,
    )
    version = AgreementVersion.objects.create(agreement=agreement, number=1, template=document.template)
    parties = [
        AgreementParty.objects.create(
            uuid=party.key,
            version=version,
            role=party.role,
            organisation=organisation,
            position=n,
            contact_name=party.contact,
            contact_email=party.email,
            area=Area.WEST if party.role == PartyRole.TOVHOLDER else "",
        )
        for n, (party, organisation) in enumerate(zip(document.parties, organisations, strict=True))
    ]
    version.document, version.document_hash = document.data(), document_hash(document.data())
    version.state, version.sent_at, version.concluded_at = AgreementState.IN_FORCE, now, now
    version.save()
    for n, party in enumerate(parties):
        Signature.objects.create(
            party=party,
            version=version,
            organisation=party.organisation,
            name=party.contact_name,
            title="Leder",
            email=party.contact_email,
            signed_at=now,
            address=f"192.0.2.{n}",
            method=SignMethod.MAIL_CODE,
            level=str(SIGN_LEVELS[SignMethod.MAIL_CODE]),
            document_hash=version.document_hash,
        )
    return version.pk


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"truncate {', '.join(TABLES)} cascade")
        cursor.execute("delete from companies_company where cvr = %s", [CVR])
        cursor.execute("delete from accounts_organisation where name like %s", [f"{PARTY}%"])
