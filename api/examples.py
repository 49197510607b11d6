"""The examples of the OpenAPI document. A test holds each against its own schema."""

from typing import Any

HORSENS = {"id": "5c1fb7a4-96bd-4b3f-8b53-4d59e5f8a6a2", "name": "Jobcenter Horsens"}
ODDER = {"id": "8a0a1c5e-2f5b-4a9b-8b1f-0a3f3e9c7d10", "name": "Jobcenter Odder"}
COMPANY = {"id": "1d4c52a3-6a7e-4a52-9f5e-0d5b1c2e3f40", "name": "Demo Stål A/S", "cvr": "12345674"}
WORKPLACE = {
    "id": "f2b7f7c0-93b4-4f5e-9d51-6f3c1f0f8a21",
    "name": "Demo Stål A/S",
    "p_number": "1023456789",
    "address": "Fabriksvej 12",
    "postcode": "8700",
    "town": "Horsens",
}
PERSON = {
    "id": "c9f6a3c2-1be4-4d0c-8d0e-6b2a9d1f7e32",
    "name": "Karin Vind",
    "title": "HR-chef",
    "phone": "76 12 34 56",
    "email": "karin@demo.example",
}
LINE = {
    "id": "4d0b9d5e-8f2e-4a6b-9a3c-2f6a1c7e9b10",
    "position": 1,
    "occupation": "montører",
    "places": 4,
    "form": "ordinary",
    "target_group": "any",
    "requirements": "Svejsecertifikat",
    "outcome": "",
    "hired": 0,
}
ORDER: dict[str, Any] = {
    "id": "7b2f0a6d-3c1e-4f8a-9b5d-1e2f3a4b5c60",
    "number": "2026-1042",
    "url": "/api/v1/orders/7b2f0a6d-3c1e-4f8a-9b5d-1e2f3a4b5c60",
    "role": "tovholder",
    "state": "received",
    "is_open": True,
    "is_inquiry": False,
    "title": "4 montører",
    "channel": "phone",
    "company": COMPANY,
    "workplace": WORKPLACE,
    "contact": PERSON,
    "received_by": HORSENS,
    "received_at": "2026-03-02T08:00:00+00:00",
    "tovholder": HORSENS,
    "lines": [LINE],
    "job_description": "Montage af stålkonstruktioner i dagtimerne.",
    "candidate_profile": "",
    "start_on": "2026-04-01",
    "application_deadline": None,
    "cvs_wanted": 8,
    "candidate_contact": "company",
    "posting": "",
    "wants_screening": False,
    "is_large": False,
    "agreement": None,
    "closed_at": None,
    "closing_note": "",
    "changed_at": "2026-03-02T08:00:01+00:00",
    "version": 1,
}
REGISTER = {
    "company": {"cvr": "12345674"},
    "workplace": {"p_number": "1023456789"},
    "contact": {"name": "Karin Vind", "phone": "76 12 34 56"},
    "channel": "phone",
    "lines": [{"occupation": "montører", "places": 4, "requirements": "Svejsecertifikat"}],
    "cvs_wanted": 8,
}
CHANGE = {"start_on": "2026-04-01", "wants_screening": True}
SEARCH = {
    "id": "2c7f4b1a-5d6e-4f7a-8b9c-0d1e2f3a4b5c",
    "at": "2026-03-03T09:15:00+00:00",
    "criteria": "Montør",
    "postcode": "8700",
    "radius_km": 40,
    "across_borders": True,
    "hits": 6,
    "suitable": 1,
    "unsuitable_reason": "De andre har ikke svejsecertifikat.",
    "is_evidence": True,
}
REQUEST: dict[str, Any] = {
    "id": "9e8d7c6b-5a49-4b3c-8d2e-1f0a9b8c7d6e",
    "url": "/api/v1/requests/9e8d7c6b-5a49-4b3c-8d2e-1f0a9b8c7d6e",
    "direction": "incoming",
    "order": {
        "id": ORDER["id"],
        "number": "2026-1042",
        "title": "4 montører",
        "url": ORDER["url"],
        "company": COMPANY,
        "postcode": "8700",
        "start_on": "2026-04-01",
    },
    "line": LINE,
    "from_jobcenter": HORSENS,
    "to_jobcenter": ODDER,
    "reason": "search_failed",
    "text": "Vi mangler 3 montører med svejsecertifikat.",
    "number_wanted": 3,
    "evidence": SEARCH,
    "state": "sent",
    "sent_at": "2026-03-03T09:20:00+00:00",
    "due_at": "2026-03-05T09:20:00+00:00",
    "clock": "open",
    "answer": None,
    "withdrawn_at": None,
    "changed_at": "2026-03-03T09:20:00+00:00",
    "version": 1,
}
ASK = {
    "to": [ODDER["id"]],
    "line": LINE["id"],
    "reason": "search_failed",
    "text": "Vi mangler 3 montører med svejsecertifikat.",
    "number_wanted": 3,
}
YES = {"answer": "yes", "number": 2, "by": "2026-03-16", "text": "To er klar til samtale."}
ANSWERED: dict[str, Any] = {
    **REQUEST,
    "state": "answered",
    "clock": "stopped",
    "version": 2,
    "answer": {
        "answer": "yes",
        "number": 2,
        "by": "2026-03-16",
        "text": "To er klar til samtale.",
        "referred_to": None,
        "answered_at": "2026-03-04T08:00:00+00:00",
        "channel": "api",
    },
}
COMPANY_ROW: dict[str, Any] = {
    "id": COMPANY["id"],
    "url": "/api/v1/companies/1d4c52a3-6a7e-4a52-9f5e-0d5b1c2e3f40",
    "cvr": "12345674",
    "name": "Demo Stål A/S",
    "industry_code": "251100",
    "industry": "Fremstilling af metalkonstruktioner",
    "employees": 85,
    "changed_at": "2026-03-01T08:00:00+00:00",
}
WORKPLACE_ROW: dict[str, Any] = {
    **WORKPLACE,
    "url": "/api/v1/workplaces/f2b7f7c0-93b4-4f5e-9d51-6f3c1f0f8a21",
    "company": COMPANY,
    "municipality": "0615",
    "is_active": True,
    "changed_at": "2026-03-01T08:00:00+00:00",
}
CONTACT_ROW: dict[str, Any] = {
    **PERSON,
    "url": "/api/v1/contacts/c9f6a3c2-1be4-4d0c-8d0e-6b2a9d1f7e32",
    "company": COMPANY,
    "is_guarded": False,
    "is_primary": True,
    "is_active": True,
    "changed_at": "2026-03-01T08:00:00+00:00",
}
COMPANY_CARD = {**COMPANY_ROW, "workplaces": [WORKPLACE_ROW], "contacts": [CONTACT_ROW]}
NEW_COMPANY = {
    "cvr": "12345674",
    "name": "Demo Stål A/S",
    "workplace": {"address": "Fabriksvej 12", "postcode": "8700", "p_number": "1023456789"},
    "contact": {"name": "Karin Vind", "title": "HR-chef", "phone": "76 12 34 56"},
    "employees": 85,
}
JOBCENTER = {
    **ODDER,
    "url": "/api/v1/jobcenters/8a0a1c5e-2f5b-4a9b-8b1f-0a3f3e9c7d10",
    "place": "Odder",
    "municipalities": [{"code": "0727", "name": "Odder"}],
    "email": "virksomhed@odder.example",
    "phone": "87 80 33 33",
    "address": "Rådhusgade 3",
    "postcode": "8300",
    "town": "Odder",
}
CONTACT_ENTRY = {
    "network": "Østjylland",
    "list": "recruitment",
    "jobcenter": ODDER,
    "person": "Bo Krogh",
    "phone": "87 80 33 44",
    "email": "bo@odder.example",
    "subject": "Industri og håndværk",
    "languages": "Engelsk",
    "freshness": "fresh",
    "confirmed_on": "2026-02-20",
    "stand_in": "",
}
DEADLINE = {
    "id": "0f1e2d3c-4b5a-4697-8879-6a5b4c3d2e1f",
    "promise": "D1",
    "title": "Der handles på virksomhedens henvendelse",
    "subject": "4 montører",
    "order": {"id": ORDER["id"], "number": ORDER["number"], "url": ORDER["url"]},
    "request": None,
    "line": None,
    "owner": HORSENS,
    "owed_to": {"id": COMPANY["id"], "name": COMPANY["name"]},
    "state": "open",
    "status": "on_time",
    "received_at": "2026-03-02T08:00:00+00:00",
    "counts_from": "2026-03-02T08:00:00+00:00",
    "due_at": "2026-03-05T09:00:00+00:00",
    "stopped_at": None,
    "kept": None,
    "paused_until": None,
    "why": "Modtaget mandag kl. 9.00. Vi svarer inden for 24 åbningstimer.",
    "basis": "",
}
AGREEMENT = {
    "id": "3a4b5c6d-7e8f-4091-a2b3-c4d5e6f70819",
    "url": "/api/v1/agreements/3a4b5c6d-7e8f-4091-a2b3-c4d5e6f70819",
    "number": "A-2026-0012",
    "kind": "jobservice",
    "state": "in_force",
    "role": "party",
    "title": "Jobserviceaftale med Demo Stål A/S",
    "company": {"id": COMPANY["id"], "name": COMPANY["name"]},
    "cvr": "12345674",
    "starts_on": "2026-01-01",
    "ends_on": "2027-12-31",
    "version": 1,
    "concluded_at": "2025-12-18T10:00:00+00:00",
    "document_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "signed_pdf_sha256": "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    "parties": [
        {
            "role": "tovholder",
            "organisation": HORSENS,
            "area": "country",
            "municipalities": [],
            "is_primary": True,
            "contact": {
                "name": "Mette Dahl",
                "title": "Konsulent",
                "phone": "76 29 29 29",
                "email": "mette@horsens.example",
            },
        }
    ],
}
VISIT: dict[str, Any] = {
    "id": "6f5e4d3c-2b1a-4f0e-9d8c-7b6a5f4e3d2c",
    "url": "/api/v1/visits/6f5e4d3c-2b1a-4f0e-9d8c-7b6a5f4e3d2c",
    "organisation": HORSENS,
    "is_own": True,
    "company": COMPANY,
    "workplace": WORKPLACE["id"],
    "contact": PERSON["id"],
    "kind": "visit",
    "held_on": "2026-03-02",
    "text": "De får en ny linje til foråret.",
    "growth": "grows",
    "needs_labour": True,
    "needs_apprentices": False,
    "needs_retention": False,
    "outlook_3": "more",
    "outlook_12": "",
    "needs": [{"occupation": "Svejser", "number": 3, "horizon": 3}],
    "campaign": "",
    "next_visit_on": "2026-06-01",
    "is_shared": True,
    "changed_at": "2026-03-02T13:00:00+00:00",
    "version": 1,
}
WITHDRAWN_CONTACT = {"id": CONTACT_ROW["id"], "withdrawn_at": "2026-03-09T09:30:00+00:00"}
WITHDRAWN_VISIT = {"id": VISIT["id"], "withdrawn_at": "2026-03-09T09:30:00+00:00"}
NEW_VISIT = {
    "company": COMPANY["id"],
    "kind": "call",
    "held_on": "2026-03-02",
    "text": "De får en ny linje til foråret.",
    "growth": "grows",
    "needs": [{"occupation": "Svejser", "number": 3}],
    "is_shared": True,
}
SENDER = {"organisation": "Jobcenter Odder", "system": "Fasit"}
RECORD = {"schema": "jobordre-exchange/1", "sender": SENDER, "sent_at": "2026-03-02T08:05:00+00:00"}
ORDER_RECORD: dict[str, Any] = {
    **RECORD,
    "kind": "order",
    "reference": "odder-2026-77",
    "company": {"cvr": "12345674", "name": "Demo Stål A/S"},
    "workplace": {"p_number": "1023456789", "address": "Fabriksvej 12", "postcode": "8700"},
    "contact": {"name": "Karin Vind", "phone": "76 12 34 56"},
    "order": {
        "received_at": "2026-03-02T08:00:00+00:00",
        "channel": "phone",
        "lines": [{"occupation": "montører", "places": 4, "requirements": "Svejsecertifikat"}],
        "cvs_wanted": 8,
    },
}
VISIT_RECORD: dict[str, Any] = {
    **RECORD,
    "kind": "visit",
    "reference": "odder-besog-512",
    "company": {"cvr": "12345674", "name": "Demo Stål A/S"},
    "visit": {
        "how": "visit",
        "held_on": "2026-03-02",
        "growth": "grows",
        "needs_apprentices": True,
        "needs": [{"occupation": "Svejser", "number": 3, "within_months": 3}],
        "next_visit_on": "2026-06-01",
        "is_shared": True,
    },
}
CONTACT_RECORD: dict[str, Any] = {
    **RECORD,
    "kind": "contact",
    "reference": "odder-person-9",
    "company": {"cvr": "12345674", "name": "Demo Stål A/S"},
    "contact": {"name": "Karin Vind", "title": "HR-chef", "phone": "76 12 34 56"},
}
EXCHANGED = {
    "created": True,
    "changed": False,
    "matches": True,
    "kind": "order",
    "id": ORDER["id"],
    "url": ORDER["url"],
    "record_url": "/api/v1/exchange/orders/7b2f0a6d-3c1e-4f8a-9b5d-1e2f3a4b5c60",
}
