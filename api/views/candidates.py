"""Candidates: one's own, those that a search finds, and a profile with a purpose. No name "
"leaves by the API."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import Actor
from api.enums import Scope
from api.limits import HITS, MOST_HITS
from api.openapi import CURSOR, LIMIT, PURPOSE, PURPOSE_IF, example
from api.paging import cursor_values, page_of, page_size
from api.problems import Code, FieldError, Problem, invalid
from api.selectors.candidates import (
    candidate_called,
    candidate_document,
    described,
    own_after,
    own_by_reference,
    own_document,
    profile_document,
    search_document,
)
from api.serializers.candidates import (
    CandidateProfileSerializer,
    OwnCandidatePageSerializer,
    SearchSerializer,
)
from api.views.base import ApiView
from candidates.asked import MOST_OPEN, WORD_FIELDS, Asked
from candidates.enums import TermKind
from candidates.selectors.asking import understand
from candidates.services.disclosure import profiles_look
from candidates.views.common import order_of
from jobcenters.calendar import local_date
from jobcenters.models import Jobcenter, Postcode

# The API's parameter -> the name that the page's address has for it.
WORDS = {
    "occupation": TermKind.OCCUPATION,
    "certificate": TermKind.CERTIFICATE,
    "skill": TermKind.SKILL,
    "licence": TermKind.LICENCE,
    "language": TermKind.LANGUAGE,
    "employment_form": TermKind.FORM,
    "target_group": TermKind.TARGET,
}
NAMES = {
    "place": "sted",
    "radius_km": "km",
    **{name: next(item.name for item in WORD_FIELDS if item.kind == kind) for name, kind in WORDS.items()},
    "available_by": "start",
    "text": "tekst",
}
OWN_NAMES = {name: parameter for parameter, name in NAMES.items()}
OTHERS = ("wish_certificates", "municipality", "hits")
HIT: dict[str, Any] = {
    "pseudonym": "H-48213",
    "jobcenter": {"id": "5c1fb7a4-96bd-4b3f-8b53-4d59e5f8a6a2", "name": "Jobcenter Horsens"},
    "municipality": {"code": "0615", "name": "Horsens"},
    "occupation": "Montør",
    "occupations": ["Montør", "Smed"],
    "skills": ["Tegningsforståelse"],
    "certificates": ["Svejsecertifikat"],
    "licences": ["Kørekort B"],
    "languages": ["Dansk"],
    "educations": [],
    "employment_forms": [],
    "job_titles": ["Montør"],
    "unemployed_weeks": 9,
    "available_from": None,
    "wanted_km": 40,
    "cv_updated_on": "2026-02-01",
    "completeness": 90,
}
PROFILE = {
    "text": "Stærk i svejsning i rustfrit stål.",
    "wanted_work": "Dagtimer",
    "target_groups": [],
    "history": [{"title": "Montør", "first_year": "2019", "last_year": "2024"}],
    "education": [{"title": "Industritekniker", "year": "2014"}],
    "missing": [],
}


class OwnCandidates(ApiView):
    scopes = {"GET": Scope.CANDIDATES_READ}

    @extend_schema(
        operation_id="candidates_list",
        tags=["candidates"],
        summary="Your own candidates",
        description="For jobcentres. With `reference` the one candidate whose case has it in your own "
        "system: that the two "
        "belong together is told to nobody else, so it needs the scope `candidates:profile` and "
        "a purpose, and stands in the "
        "log of looks. No name is ever given: your own system has it.",
        parameters=[
            CURSOR,
            LIMIT,
            OpenApiParameter("reference", str, description="The case's reference in your own system."),
            PURPOSE_IF,
        ],
        responses=OwnCandidatePageSerializer,
        examples=[
            example("One", {"items": [{**HIT, "state": "active", "basis": "consent"}], "next": None}),
        ],
    )
    def get(self, request: Request) -> Response:
        actor = _jobcenter(self.actor)
        today = local_date(timezone.now())
        if "reference" in request.query_params:
            return self._by_reference(request, actor)
        size = page_size(request)
        rows = own_after(actor, cursor_values(request.query_params.get("cursor", ""), 1), size + 1)
        words = described(rows[:size])
        return Response(
            page_of(
                request,
                rows,
                size,
                item=lambda row: own_document(row, words, today),
                place=lambda row: (row.pk,),
            )
        )

    def _by_reference(self, request: Request, actor: Actor) -> Response:
        if Scope.CANDIDATES_PROFILE not in request.auth.scopes:
            raise Problem(Code.SCOPE_MISSING)
        reference = request.query_params["reference"].strip()
        rows = own_by_reference(actor, reference, self.purpose(request))
        words, today = described(rows), local_date(timezone.now())
        items = [{**own_document(row, words, today), "reference": reference} for row in rows]
        return Response({"items": items, "next": None})


class Search(ApiView):
    scopes = {"GET": Scope.CANDIDATES_READ}

    @extend_schema(
        operation_id="candidates_search",
        tags=["candidates"],
        summary="Search across municipal borders",
        description="The page's own search: words are the vocabulary's or their synonyms, one's own "
        "municipality comes first, "
        "then the others by distance. Every place is told with its count; hits are given of "
        "one's own municipality, of the "
        "nearest two, and of those named by `municipality`.",
        parameters=[
            OpenApiParameter(
                "place", str, description="Postcode or town; your own jobcentre's postcode without."
            ),
            OpenApiParameter("radius_km", int, description="10-100 in steps of 5; 20 without."),
            *(
                OpenApiParameter(name, str, many=True, description=f"A word of the kind {kind.value}.")
                for name, kind in WORDS.items()
            ),
            OpenApiParameter("available_by", str, description="A day, as in 2026-03-30."),
            OpenApiParameter("text", str, description="Free text in Danish; at most 200 characters."),
            OpenApiParameter(
                "wish_certificates",
                bool,
                description="Certificates that a course gives are wished for, not demanded.",
            ),
            OpenApiParameter(
                "municipality",
                str,
                many=True,
                description=f"Codes whose hits are given too; at most {MOST_OPEN}.",
            ),
            OpenApiParameter(
                "hits", int, description=f"Of each municipality, 1-{MOST_HITS}; {HITS} without."
            ),
        ],
        responses=SearchSerializer,
        examples=[
            example(
                "Fitters near Horsens",
                {
                    "searched": {
                        "place": "8700 Horsens", "radius_km": 20, "occupations": ["Montør"], "terms": [], "wished": [],
                        "text": "", "available_by": None,
                    },
                    "summary": "7 kandidater i 1 kommune",
                    "places": [
                        {
                            "municipality": {"code": "0615", "name": "Horsens"},
                            "is_own": True,
                            "km": 0,
                            "count": {"at_least": 7, "at_most": 7, "text": "7"},
                            "hits": [{**HIT, "km": 3, "lacks": []}],
                        }
                    ],
                },
            )
        ],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        today = local_date(timezone.now())
        query = request.query_params
        unknown = [name for name in query if name not in NAMES and name not in OTHERS]
        if unknown:
            raise Problem(Code.INVALID, errors=[FieldError(name[:80], "unknown") for name in unknown])
        asked = Asked.of(_Address(query, wish=query.get("wish_certificates", "false")))
        asking = understand(asked, today, home=_home(self.actor))
        if asking.errors:
            raise Problem(
                Code.INVALID,
                errors=[
                    FieldError(OWN_NAMES.get(name, name), "invalid", text)
                    for name, text in asking.errors.items()
                ],
            )
        if asking.criteria is None:
            raise invalid("place", "required")
        return Response(
            search_document(
                self.actor,
                asking,
                asking.criteria,
                today,
                municipalities=query.getlist("municipality")[:MOST_OPEN],
                number=_hits(query.get("hits", "")),
            )
        )


class _Address:
    """The API's parameters under the names that `Asked` reads."""

    def __init__(self, query: Any, *, wish: str) -> None:
        if wish not in ("true", "false"):
            raise invalid("wish_certificates")
        self._values = {NAMES[name]: query.getlist(name) for name in query if name in NAMES}
        if wish == "true":
            self._values["kursus"] = ["ja"]

    def getlist(self, key: str) -> list[str]:
        return self._values.get(key, [])

    def __contains__(self, key: object) -> bool:
        return key in self._values


def _hits(text: str) -> int:
    if not text:
        return HITS
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= MOST_HITS):
        raise invalid("hits")
    return int(text)


def _home(actor: Actor) -> Postcode | None:
    jobcenter = Jobcenter.objects.select_related("postcode").filter(pk=actor.organisation_id).first()
    return jobcenter.postcode if jobcenter else None


def _jobcenter(actor: Actor) -> Actor:
    """Only a jobcentre has candidates of its own. Raises Http404 for others."""
    if not actor.is_jobcenter:
        raise Http404
    return actor


class Profile(ApiView):
    scopes = {"GET": Scope.CANDIDATES_PROFILE}

    @extend_schema(
        operation_id="candidates_retrieve",
        tags=["candidates"],
        summary="One candidate's profile, still without a name",
        description="The second level of disclosure. Every answer is a look: it stands in the log with the "
        "token, the order "
        "and the purpose, where the jobcentre of residence and the citizen may read it. Unusual "
        "reading is told to that "
        "jobcentre.",
        parameters=[
            PURPOSE,
            OpenApiParameter("order", str, description="The order that it is for, where there is one."),
        ],
        responses=CandidateProfileSerializer,
        examples=[example("A fitter", {**HIT, "profile": PROFILE})],
    )
    def get(self, request: Request, pseudonym: str) -> Response:
        found = candidate_called(self.actor, pseudonym)
        if found is None:
            raise Http404
        order = None
        if "order" in request.query_params:
            order = order_of(self.actor, request.query_params["order"])
            if order is None:
                raise invalid("order", "does_not_exist")
        purpose = self.purpose(request)
        profile = profiles_look(candidates=[found], purpose=purpose, order=order).get(found.pk)
        return Response(
            {
                **candidate_document(found, described([found]), local_date(timezone.now())),
                "profile": profile_document(profile) if profile else None,
            }
        )
