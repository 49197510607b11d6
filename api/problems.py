"""Every way in which a call can fail, told as RFC 9457 wants it: in Danish or English, with a code that stays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from rest_framework.exceptions import APIException, ErrorDetail

CONTENT_TYPE = "application/problem+json"
DANISH, ENGLISH = "da", "en"


class Code(StrEnum):
    """What clients may hang decisions on."""

    BAD_REQUEST = "bad_request"
    NO_TOKEN = "no_token"  # noqa: S105
    UNKNOWN_TOKEN = "unknown_token"  # noqa: S105
    TOKEN_EXPIRED = "token_expired"  # noqa: S105
    TOKEN_REVOKED = "token_revoked"  # noqa: S105
    SCOPE_MISSING = "scope_missing"
    REFUSED = "refused"
    NOT_FOUND = "not_found"
    METHOD_NOT_ALLOWED = "method_not_allowed"
    NOT_ACCEPTABLE = "not_acceptable"
    CONFLICT = "conflict"
    CHANGED = "changed"
    TOO_LARGE = "too_large"
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type"
    INVALID = "invalid"
    KEY_REUSED = "key_reused"
    IF_MATCH_MISSING = "if_match_missing"
    TOO_MANY_REQUESTS = "too_many_requests"
    SERVER_ERROR = "server_error"


@dataclass(frozen=True, slots=True)
class Words:
    """A problem's status, and its title and explanation in Danish and English."""

    status: int
    title: tuple[str, str]
    detail: tuple[str, str]


WORDS: dict[Code, Words] = {
    Code.BAD_REQUEST: Words(
        400,
        ("Kaldet kan ikke læses", "The call cannot be read"),
        (
            "Kroppen er ikke gyldig JSON, eller adressen er forkert skrevet.",
            "The body is not valid JSON, or the address is malformed.",
        ),
    ),
    Code.NO_TOKEN: Words(
        401,
        ("Der mangler en nøgle", "A token is missing"),
        (
            "Send headeren Authorization: Bearer efterfulgt af jeres nøgle.",
            "Send the header Authorization: Bearer followed by your token.",
        ),
    ),
    Code.UNKNOWN_TOKEN: Words(
        401,
        ("Nøglen kendes ikke", "The token is not known"),
        (
            "Kontrollér nøglen, eller lav en ny under API-adgang.",
            "Check the token, or have a new one made under API-adgang.",
        ),
    ),
    Code.TOKEN_EXPIRED: Words(
        401,
        ("Nøglen er udløbet", "The token has expired"),
        ("Lav en ny under API-adgang.", "Have a new one made under API-adgang."),
    ),
    Code.TOKEN_REVOKED: Words(
        401,
        ("Nøglen er spærret", "The token is revoked"),
        (
            "En administrator i jeres organisation har spærret den.",
            "An administrator of your organisation has revoked it.",
        ),
    ),
    Code.SCOPE_MISSING: Words(
        403,
        ("Nøglen har ikke retten", "The token lacks the scope"),
        (
            "Kaldet kræver en rettighed, som nøglen ikke har.",
            "The call needs a scope that the token does not have.",
        ),
    ),
    Code.REFUSED: Words(
        403,
        ("Det må I ikke", "You may not do this"),
        (
            "Reglerne tillader det ikke.",
            "The rules do not allow it. The reason is given in Danish.",
        ),
    ),
    Code.NOT_FOUND: Words(
        404,
        ("Findes ikke", "Not found"),
        (
            "Der er intet på adressen, som I kan se.",
            "There is nothing at this address that you can see.",
        ),
    ),
    Code.METHOD_NOT_ALLOWED: Words(
        405,
        ("Metoden kan ikke bruges her", "The method cannot be used here"),
        (
            "Headeren Allow siger, hvilke metoder adressen kender.",
            "The header Allow names the methods of this address.",
        ),
    ),
    Code.NOT_ACCEPTABLE: Words(
        406,
        ("Formatet kan ikke leveres", "The format cannot be given"),
        ("Svar gives som application/json.", "Answers are given as application/json."),
    ),
    Code.CONFLICT: Words(
        409,
        ("Det passer ikke med tilstanden", "It does not fit the present state"),
        (
            "Hent ressourcen igen, og se, hvor den er nået til.",
            "Read the resource again and see how far it has come. The reason is given in Danish.",
        ),
    ),
    Code.CHANGED: Words(
        412,
        ("Ressourcen er ændret", "The resource has changed"),
        (
            "Den er ændret, siden I læste den. Hent den igen.",
            "It has changed since you read it. Read it again.",
        ),
    ),
    Code.TOO_LARGE: Words(
        413,
        ("Kroppen er for stor", "The body is too large"),
        ("Del den i flere kald.", "Divide it into several calls."),
    ),
    Code.UNSUPPORTED_MEDIA_TYPE: Words(
        415,
        ("Formatet kan ikke læses", "The format cannot be read"),
        (
            "Headeren Content-Type skal nævne et format, som adressen tager imod.",
            "The header Content-Type must name a format that this address takes.",
        ),
    ),
    Code.INVALID: Words(
        422,
        ("Noget skal rettes", "Something must be put right"),
        ("Se felterne i errors.", "See the fields in errors."),
    ),
    Code.KEY_REUSED: Words(
        422,
        ("Nøglen er brugt til et andet kald", "The key was used for another call"),
        (
            "Samme Idempotency-Key må kun sendes igen med nøjagtig samme kald.",
            "The same Idempotency-Key may only be sent again with exactly the same call.",
        ),
    ),
    Code.IF_MATCH_MISSING: Words(
        428,
        ("Der mangler en version", "A version is missing"),
        (
            "Send headeren If-Match med det ETag, som I læste. Så overskriver I ikke andres ændringer.",
            "Send the header If-Match with the ETag that you read, so that nobody else's change is overwritten.",
        ),
    ),
    Code.TOO_MANY_REQUESTS: Words(
        429,
        ("For mange kald", "Too many calls"),
        (
            "Vent det antal sekunder, som headeren Retry-After siger.",
            "Wait as many seconds as the header Retry-After says.",
        ),
    ),
    Code.SERVER_ERROR: Words(
        500,
        ("Der er en fejl hos os", "Something is wrong on our side"),
        (
            "Intet er gemt. Send kaldet igen med samme Idempotency-Key.",
            "Nothing was stored. Send the call again with the same Idempotency-Key.",
        ),
    ),
}
OF_STATUS = {words.status: code for code, words in reversed(WORDS.items())}

# What is wrong with a field, by DRF's code. Rules of the field that have none are told in their own Danish sentence.
FIELD_WORDS: dict[str, tuple[str, str]] = {
    "required": ("Feltet mangler.", "The field is missing."),
    "null": ("Feltet må ikke være null.", "The field may not be null."),
    "blank": ("Feltet må ikke være tomt.", "The field may not be empty."),
    "empty": ("Listen må ikke være tom.", "The list may not be empty."),
    "invalid": ("Værdien er ikke gyldig.", "The value is not valid."),
    "invalid_choice": ("Værdien er ikke en af de tilladte.", "The value is not one of those allowed."),
    "not_a_list": ("Her skal stå en liste.", "This must be a list."),
    "max_length": ("Teksten er for lang.", "The text is too long."),
    "min_length": ("Teksten er for kort.", "The text is too short."),
    "max_value": ("Tallet er for stort.", "The number is too large."),
    "min_value": ("Tallet er for lille.", "The number is too small."),
    "does_not_exist": (
        "Det findes ikke, eller I kan ikke se det.",
        "It does not exist, or you cannot see it.",
    ),
    "unknown": ("Feltet kendes ikke.", "The field is not known."),
    "cannot_change": ("Det kan ikke ændres.", "It cannot be changed."),
    "closed": ("Ordren er lukket.", "The order has ended."),
    "not_yours": ("Ordren har en anden tovholder.", "The order has another tovholder."),
    "gone": (
        "Det findes ikke mere, eller I kan ikke se det.",
        "It is there no more, or you cannot see it.",
    ),
    "cpr": (
        "Teksten ser ud til at rumme et cpr-nummer. Her må ingen borgere kunne genkendes.",
        "The text seems to hold a CPR number. Nothing here may tell who a citizen is.",
    ),
}


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field of the body ("candidates/0"), parameter or header. `sentence` is Danish."""

    field: str
    code: str
    sentence: str = ""

    def told(self, language: str) -> dict[str, str]:
        known = FIELD_WORDS.get(self.code)
        if language == ENGLISH and known:
            return {"field": self.field, "code": self.code, "detail": known[1]}
        return {
            "field": self.field,
            "code": self.code,
            "detail": self.sentence or (known or FIELD_WORDS["invalid"])[0],
        }


class Problem(APIException):
    """A call that fails. `reason` is the Danish sentence that a person would read on the page."""

    def __init__(
        self,
        code: Code,
        *,
        reason: str = "",
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(reason or code.value, code.value)
        self.problem, self.reason, self.errors = code, reason, tuple(errors)
        self.headers = dict(headers or {})
        self.status_code = WORDS[code].status


def invalid(field: str, code: str = "invalid", sentence: str = "") -> Problem:
    """One field that must be put right."""
    return Problem(Code.INVALID, errors=[FieldError(field, code, sentence)])


def refused_fields(error: ValidationError, nested: Mapping[str, str] | None = None) -> Problem:
    """What a service refuses by field, as a problem. `nested` says which prefix of a name is which path of the body
    (`{"contact_": "contact/"}`).
    """
    if not hasattr(error, "error_dict"):
        reason = " ".join(error.messages)
        return Problem(Code.INVALID, reason=reason)
    found = []
    for name, faults in error.error_dict.items():
        prefix = next((prefix for prefix in nested or {} if name.startswith(prefix)), "")
        place = (nested or {}).get(prefix, "") + name.removeprefix(prefix)
        place = "" if name == NON_FIELD_ERRORS else place
        for fault in faults:
            code = str(fault.code or "invalid")
            found.append(FieldError(place, code, " ".join(fault.messages)))
    return Problem(Code.INVALID, errors=found)


def body_of(
    code: Code, language: str, *, reason: str = "", errors: Sequence[FieldError] = ()
) -> dict[str, Any]:
    """The problem document."""
    words, index = WORDS[code], 1 if language == ENGLISH else 0
    told: dict[str, Any] = {
        "type": f"{settings.BASE_URL}/api/#{code.value}",
        "title": words.title[index],
        "status": words.status,
        "detail": reason if reason and language == DANISH else words.detail[index],
        "code": code.value,
        "errors": [error.told(language) for error in errors],
    }
    if reason:
        told["reason"] = reason
    return told


def field_errors(detail: Any, at: str = "") -> Iterator[FieldError]:
    """The errors of DRF's nested detail, one by one."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            place = at if name == "non_field_errors" else "/".join(filter(None, (at, str(name))))
            yield from field_errors(inner, place)
    elif isinstance(detail, list | tuple):
        for number, inner in enumerate(detail):
            nested = isinstance(inner, Mapping | list | tuple)
            yield from field_errors(inner, f"{at}/{number}" if nested else at)
    elif isinstance(detail, ErrorDetail):
        yield FieldError(at, detail.code or "invalid", "" if detail.code in FIELD_WORDS else str(detail))
    else:
        yield FieldError(at, "invalid", str(detail))
