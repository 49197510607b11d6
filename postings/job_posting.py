"""A vacancy in the words of schema.org (JobPosting), for those who gather vacancies. Pure.

The page itself carries the same facts as microdata: the content security policy allows no script within a page.
"""

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from postings.public import PublicPosting

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def valid_through(apply_by: datetime.date) -> datetime.datetime:
    """The last second of the last day to apply, in Danish time."""
    return datetime.datetime.combine(apply_by, datetime.time(23, 59, 59), COPENHAGEN)


def job_posting(posting: PublicPosting, address: str) -> dict[str, Any]:
    """The JSON-LD document; `address` is the page's own. What is not known is left out."""
    place: dict[str, Any] = {
        "@type": "PostalAddress",
        "streetAddress": posting.address,
        "postalCode": posting.postcode,
        "addressLocality": posting.town,
        "addressCountry": "DK",
    }
    contact = {
        "@type": "ContactPoint",
        "name": posting.contact_name,
        "telephone": posting.contact_phone,
        "email": posting.contact_email,
        "url": posting.apply_url,
    }
    document = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "url": address,
        "identifier": {"@type": "PropertyValue", "name": posting.jobcenter_name, "value": str(posting.uuid)},
        "title": posting.title,
        "description": posting.description,
        "datePosted": posting.published_at.astimezone(COPENHAGEN).isoformat(timespec="seconds"),
        "validThrough": valid_through(posting.apply_by).isoformat(),
        "employmentType": posting.work_time,
        "workHours": posting.hours,
        "totalJobOpenings": posting.places,
        "jobStartDate": posting.start_on.isoformat() if posting.start_on else "",
        "hiringOrganization": {"@type": "Organization", "name": posting.employer},
        "jobLocation": {"@type": "Place", "address": _known(place)},
        "applicationContact": _known(contact),
    }
    return _known(document)


def _known(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in ("", None)}
