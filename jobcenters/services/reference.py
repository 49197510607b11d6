"""Load the reference data: places, and the jobcentres and networks that the product starts with.

Places follow the files. Jobcentres and networks are only made where they are missing: from then on they belong to
their owners, and no later run takes back what somebody has written.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from uuid import UUID, uuid5

from django.db import transaction

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from jobcenters.enums import ContactList, ProfileAnswer, PromiseUnit, Side
from jobcenters.hours_text import parse_hours
from jobcenters.models import (
    ContactEntry,
    Jobcenter,
    JobcenterMunicipality,
    JobcenterWord,
    Municipality,
    MunicipalityRegion,
    Network,
    NetworkMember,
    NetworkRule,
    NetworkTerms,
    OpeningHours,
    Postcode,
    PostcodeDistance,
    ServiceProfileLine,
)
from jobcenters.services.distances import postcode_distances_refresh

DATA = Path(__file__).resolve().parent.parent / "data"

# Public ids are made from the municipality's code, so that every installation has the same ones.
NAMESPACE = UUID("5b0c2a56-5f1c-4b7e-9d52-0a7d1f1f6b11")
NATIONAL_NAME = "Jobservice Danmark"
EAST_JUTLAND = "De østjyske jobcentre"

# The municipalities of today began in 2007, and the jobcentres with them; the agreement is of 2016.
MUNICIPAL_REFORM = date(2007, 1, 1)
AGREEMENT_FROM = date(2016, 1, 1)
HEALTH_REFORM = date(2027, 1, 1)
LAST_DAY_BEFORE = date(2026, 12, 31)
REGIONS = "region"
OFFICIAL = "officiel"

SIDES = {"øst": Side.EAST, "vest": Side.WEST}
ANSWERS = {"ja": ProfileAnswer.YES, "efter aftale": ProfileAnswer.ON_REQUEST, "nej": ProfileAnswer.NO}
# Column of jobcentre.csv, topic, and the line as it is shown ([003], R156).
PROFILE = (
    ("samtaler_foer_henvisning", "interviews-before-referral", "Samtale med kandidaten før henvisning"),
    (
        "opfoelgning_efter_lukning",
        "follow-up-after-closing",
        "Opfølgning hos virksomheden, når ordren er lukket",
    ),
    ("sambesoeg", "joint-visits", "Sambesøg med andre jobcentre"),
    ("virksomhedsbesoeg_samme_uge", "visit-same-week", "Virksomhedsbesøg inden for samme uge"),
)
CONTACTS = (
    (ContactList.SPARRING, "Virksomhedsservice", "sparring", "Sparring og spørgsmål"),
    (ContactList.RECRUITMENT, "Rekrutteringsteamet", "rekruttering", "Hjælp til rekruttering"),
)


@dataclass(slots=True)
class Report:
    """How many rows of each kind were added and changed."""

    added: dict[str, int] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)


def read(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _slug(place: str) -> str:
    for letter, plain in (("æ", "ae"), ("ø", "oe"), ("å", "aa"), (" ", "-")):
        place = place.lower().replace(letter, plain)
    return place


@transaction.atomic
def reference_data_load() -> Report:
    """Load everything; a second run changes nothing. Must run as the tables' owner. Returns what was done."""
    report = Report()
    _municipalities(report)
    _regions(report)
    _postcodes(report)
    members = _jobcenters(report)
    _national(report)
    _east_jutland(members, report)
    return report


def _bring_in_line(
    report: Report, label: str, wanted: Iterable[Municipality] | Iterable[Postcode], fields: list[str]
) -> None:
    """Insert the rows whose primary key is new, and update those that differ in `fields`; two statements at most."""
    rows = list(wanted)
    model = type(rows[0])
    known = model._default_manager.in_bulk([row.pk for row in rows])
    new = [row for row in rows if row.pk not in known]
    differing = [
        row
        for row in rows
        if row.pk in known and any(getattr(row, name) != getattr(known[row.pk], name) for name in fields)
    ]
    model._default_manager.bulk_create(new)
    if differing:
        model._default_manager.bulk_update(differing, fields, batch_size=500)
    report.added[label], report.changed[label] = len(new), len(differing)


def _municipalities(report: Report) -> None:
    wanted = [
        Municipality(
            code=row["kommunekode"], name=row["navn"], landsdel=row["landsdel"], side=SIDES[row["side"]].value
        )
        for row in read("kommuner.csv")
    ]
    _bring_in_line(report, "kommuner", wanted, ["name", "landsdel", "side"])


def _regions(report: Report) -> None:
    """The regions of 2007, and those from 2027; rows that somebody has edited since are left alone."""
    done = set(MunicipalityRegion.objects.filter(scheme=REGIONS).values_list("municipality_id", flat=True))
    new = []
    for row in read("kommuner.csv"):
        code, now, later = row["kommunekode"], row["region_fra_2007"], row["region_fra_2027"]
        if code in done:
            continue
        if now == later:
            new.append(MunicipalityRegion(municipality_id=code, name=now, valid_from=MUNICIPAL_REFORM))
        else:
            new.append(
                MunicipalityRegion(
                    municipality_id=code, name=now, valid_from=MUNICIPAL_REFORM, valid_to=LAST_DAY_BEFORE
                )
            )
            new.append(MunicipalityRegion(municipality_id=code, name=later, valid_from=HEALTH_REFORM))
    MunicipalityRegion.objects.bulk_create(new)
    report.added["regioner"] = len(new)


def _postcodes(report: Report) -> None:
    """Our own approximate points; postcodes from an official list that was imported keep what it said."""
    official = set(Postcode.objects.filter(source=OFFICIAL).values_list("code", flat=True))
    wanted = [
        Postcode(
            code=row["postnummer"],
            name=row["navn"],
            municipality_id=row["kommunekode"],
            lat=float(row["bredde"]),
            lon=float(row["laengde"]),
            source=row["kilde"],
        )
        for row in read("postnumre.csv")
        if row["postnummer"] not in official
    ]
    if wanted:
        _bring_in_line(report, "postnumre", wanted, ["name", "municipality_id", "lat", "lon", "source"])
    moved = report.added.get("postnumre", 0) + report.changed.get("postnumre", 0)
    if moved or not PostcodeDistance.objects.exists():
        report.added["afstande"] = postcode_distances_refresh()


def _jobcenters(report: Report) -> list[Jobcenter]:
    """The jobcentres of jobcentre.csv; returns those that belong to the East Jutland network."""
    members, added = [], 0
    ids = {code: public_id_of(code) for code in (r["kommunekoder"] for r in read("jobcentre.csv"))}
    known = Jobcenter.objects.select_related("organisation").filter(organisation__uuid__in=ids.values())
    by_uuid = {jobcenter.organisation.uuid: jobcenter for jobcenter in known}
    for number, row in enumerate(read("jobcentre.csv"), start=1):
        jobcenter = by_uuid.get(public_id_of(row["kommunekoder"]))
        if jobcenter is None:
            jobcenter = starting_jobcenter(
                public_id_of(row["kommunekoder"]), row, phone=f"00 00 00 {number:02d}"
            )
            added += 1
        if row["netvaerk"]:
            members.append(jobcenter)
    report.added["jobcentre"] = added
    return members


def public_id_of(municipalities: str) -> UUID:
    """The public id of the jobcentre that starts with these municipalities (codes with spaces between)."""
    return uuid5(NAMESPACE, f"jobcenter {municipalities}")


def starting_jobcenter(uuid: UUID, row: dict[str, str], *, phone: str, is_demo: bool = False) -> Jobcenter:
    """A jobcentre with hours, words and profile, made of a row with the columns of jobcentre.csv."""
    place = row["sted"]
    email = f"virksomhed@{_slug(place)}.example"
    organisation, _made = Organisation.objects.get_or_create(
        uuid=uuid,
        defaults={
            "kind": OrganisationKind.JOBCENTER,
            "name": f"Jobcenter {place}",
            "email": email,
            "phone": phone,
            "is_demo": is_demo,
        },
    )
    jobcenter = Jobcenter.objects.create(
        organisation=organisation,
        place=place,
        company_email=email,
        company_phone=phone,
        address=row["vej"],
        postcode_id=row["postnummer"],
        valid_from=MUNICIPAL_REFORM,
    )
    JobcenterWord.objects.create(jobcenter=jobcenter, word="Jobcenter", valid_from=MUNICIPAL_REFORM)
    JobcenterMunicipality.objects.bulk_create(
        JobcenterMunicipality(jobcenter=jobcenter, municipality_id=code, valid_from=MUNICIPAL_REFORM)
        for code in row["kommunekoder"].split()
    )
    OpeningHours.objects.bulk_create(
        OpeningHours(
            jobcenter=jobcenter,
            weekday=span.weekday,
            opens=span.opens,
            closes=span.closes,
            valid_from=MUNICIPAL_REFORM,
        )
        for span in parse_hours(row["aabningstid"])
    )
    ServiceProfileLine.objects.bulk_create(
        ServiceProfileLine(
            jobcenter=jobcenter, topic=topic, title=title, answer=ANSWERS[row[column]], position=position
        )
        for position, (column, topic, title) in enumerate(PROFILE, start=1)
    )
    jobcenter.refresh_from_db(fields=["calendar_version"])
    return jobcenter


def _national(report: Report) -> None:
    _organisation, made = Organisation.objects.get_or_create(
        uuid=uuid5(NAMESPACE, "jobservice danmark"),
        defaults={
            "kind": OrganisationKind.NATIONAL,
            "name": NATIONAL_NAME,
            "email": "kontakt@jobservice.example",
            "phone": "00 00 00 90",
        },
    )
    report.added["nationale kontaktpunkter"] = int(made)


def _east_jutland(members: list[Jobcenter], report: Report) -> None:
    """The network of [003] with its rules: 24 hours to companies (R134), 24 hours between jobcentres (R150)."""
    network, made = Network.objects.get_or_create(
        uuid=uuid5(NAMESPACE, "network east jutland"),
        defaults={
            "name": EAST_JUTLAND,
            "agreement": "Fælles rekrutteringsstrategi for jobcentrene i Østjylland",
        },
    )
    report.added["netværk"] = int(made)
    if not made:
        return
    NetworkMember.objects.bulk_create(
        NetworkMember(network=network, jobcenter=jobcenter, valid_from=AGREEMENT_FROM)
        for jobcenter in members
    )
    NetworkRule.objects.bulk_create(
        NetworkRule(
            network=network,
            promise=promise,
            unit=PromiseUnit.OPENING_DAY_HOURS,
            length=24,
            valid_from=AGREEMENT_FROM,
        )
        for promise in ("D1", "D2")
    )
    NetworkTerms.objects.create(network=network, valid_from=AGREEMENT_FROM)
    ContactEntry.objects.bulk_create(
        ContactEntry(
            network=network,
            list_kind=kind,
            jobcenter=jobcenter,
            person=person,
            telephone=jobcenter.company_phone,
            email=f"{mailbox}@{_slug(jobcenter.place)}.example",
            subject=subject,
        )
        for jobcenter in members
        for kind, person, mailbox, subject in CONTACTS
    )
