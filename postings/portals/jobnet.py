"""Jobnet: the document of a vacancy, which is also the file for posting by hand, and its way over HTTP.

`docs/jobnet.md` describes both. The HTTP way has been tried against a server of our own that plays the other side, and
never against Jobnet itself.
"""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import requests
from django.conf import settings
from django.utils.translation import gettext as _

from postings.portals.base import PortalError, PortalRefused, Receipt
from postings.public import PublicPosting

FORMAT = "jobordre-opslag/1"
TIMEOUT = (5, 20)  # seconds: to reach the other side, and between two parts of its answer
MOST_BYTES = 64 * 1024  # of an answer
AGAIN = frozenset({408, 409, 423, 425, 429})
GONE = frozenset({404, 410})


def document_of(posting: PublicPosting, address: str) -> dict[str, Any]:
    """The vacancy as Jobnet gets it: what the public page shows, and nothing else. Days are ISO, times UTC."""
    return {
        "format": FORMAT,
        "id": str(posting.uuid),
        "udgave": posting.number,
        "adresse": address,
        "sprog": posting.language,
        "overskrift": posting.title,
        "antal": posting.places,
        "arbejdsgiver": posting.employer,
        "anonym": posting.is_anonymous,
        "beskrivelse": posting.description,
        "arbejdssted": {
            "vej": posting.address,
            "postnummer": posting.postcode,
            "by": posting.town,
            "land": "DK",
        },
        "omfang": posting.work_time,
        "arbejdstid": posting.hours,
        "loen": posting.wage,
        "start": posting.start_on.isoformat() if posting.start_on else None,
        "ansoegningsfrist": posting.apply_by.isoformat(),
        "kontakt": {
            "navn": posting.contact_name,
            "telefon": posting.contact_phone,
            "email": posting.contact_email,
            "ansoegningsside": posting.apply_url,
        },
        "jobcenter": posting.jobcenter_name,
        "slaaet_op": posting.published_at.isoformat(),
    }


def file_of(document: Mapping[str, Any]) -> str:
    """The document as a file for people: UTF-8, indented, the keys in their order."""
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


class JobnetHttp:
    """`PUT {base}/opslag/{id}` with the document, `DELETE` to take it down; both may be said twice."""

    def __init__(self, base: str, token: str) -> None:
        self.base, self.token = base.rstrip("/"), token

    def post(self, *, key: str, number: int, document: Mapping[str, Any]) -> Receipt:
        answer = self._call("PUT", key, number, document)
        try:
            told = json.loads(answer)
            receipt = Receipt(str(told["id"]), str(told["url"]))
        except (ValueError, KeyError, TypeError) as error:
            raise PortalError(_("Jobnets svar kunne ikke læses.")) from error
        if not receipt.portal_id or len(receipt.portal_id) > 80 or not is_web_address(receipt.url):
            raise PortalError(_("Jobnets svar kunne ikke læses."))
        return receipt

    def remove(self, *, key: str, number: int) -> None:
        self._call("DELETE", key, number, None)

    def _call(self, method: str, key: str, number: int, document: Mapping[str, Any] | None) -> bytes:
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Idempotency-Key": f"{key}-{number}-{method.lower()}",
            "Accept": "application/json",
        }
        try:
            with requests.request(
                method,
                f"{self.base}/opslag/{quote(key)}",
                json=document,
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,  # a token is not taken elsewhere
                stream=True,
            ) as answer:
                content = answer.raw.read(MOST_BYTES, decode_content=True)
        except (requests.RequestException, OSError) as error:
            raise PortalError(_("Jobnet svarer ikke. Vi prøver igen.")) from error
        if answer.ok:
            return bytes(content)
        if method == "DELETE" and answer.status_code in GONE:
            return b""
        if answer.status_code in AGAIN or answer.status_code >= 500 or answer.is_redirect:
            raise PortalError(_("Jobnet svarede %d. Vi prøver igen.") % answer.status_code)
        raise PortalRefused(
            _("Jobnet afviste opslaget (%(code)d). %(said)s")
            % {"code": answer.status_code, "said": _said(content)}
        )


def _said(content: bytes) -> str:
    """The other side's own sentence, where there is one."""
    try:
        told = json.loads(content)
    except ValueError:
        return ""
    text = told.get("besked") if isinstance(told, dict) else ""
    return " ".join(str(text or "").split())[:200]


def is_web_address(text: str) -> bool:
    """Whether it may be a link on a page: https, or http."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and len(text) <= 400


def adapter() -> JobnetHttp | None:
    """The way over HTTP, where JO_JOBNET_URL names one; None: a person posts with the file."""
    return JobnetHttp(settings.JOBNET_URL, settings.JOBNET_TOKEN) if settings.JOBNET_URL else None
