"""The personal link to the signed agreement, for a signer without a user. It reads that one file and nothing else."""

import datetime

from django.core import signing

LASTS = datetime.timedelta(days=90)
_SALT = "agreements.signed_copy"


def signed_link_token(version_uuid: object, organisation_id: int) -> str:
    """What stands in a party's link: signed, so that nobody can make one for another party or agreement."""
    return signing.dumps({"version": str(version_uuid), "party": organisation_id}, salt=_SALT)


def signed_link_read(token: str) -> tuple[str, int]:
    """The version's uuid and the party's organisation id.

    Raises django.core.signing.SignatureExpired after 90 days, BadSignature for anything we did not write.
    """
    data = signing.loads(token, salt=_SALT, max_age=LASTS)
    return str(data["version"]), int(data["party"])
