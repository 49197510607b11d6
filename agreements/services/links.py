"""Personal links and one-time codes: made here, stored as hashes only."""

import datetime
import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.tokens import token_hash
from agreements import emails
from agreements.enums import SignerState
from agreements.models import Signer
from jobcenters.calendar import end_of_day

CODE_DIGITS = 6
CODE_LASTS = datetime.timedelta(minutes=10)
CODE_TRIES = 5
CODES_PER_HOUR = 5
# Wrong ones since the invitation, whatever the code: 20 in a million, and then the mail is the only way to a new start.
WRONG_CODES = 20
EARLIER_LINKS = 10  # more mails than this nobody gets


def link_make(*, signer: Signer, now: datetime.datetime, keep_earlier: bool = True) -> str:
    """Give the signer a new link of 32 random bytes and return its token, which is stored nowhere.

    Links from mails before go on working, unless `keep_earlier` is False: then they are dead at once. All of them end
    with the day that the version must be signed by (Danish time). Saves the signer.
    """
    token = secrets.token_urlsafe(32)
    earlier = [*signer.earlier_hashes, *filter(None, [signer.token_hash])] if keep_earlier else []
    sign_by = signer.version.sign_by
    if sign_by is None:
        raise ValueError("A version that was sent has a day to be signed by.")
    signer.token_hash, signer.earlier_hashes = token_hash(token), earlier[-EARLIER_LINKS:]
    signer.expires_at = end_of_day(sign_by)
    signer.save()
    return token


def signer_invite(*, signer: Signer, now: datetime.datetime, keep_earlier: bool = True) -> None:
    """Send the signer a personal link: the first, or again."""
    if signer.state not in (SignerState.INVITED, SignerState.OPENED):
        signer.state = SignerState.INVITED
    signer.invited_at, signer.wrong_codes = now, 0
    token = link_make(signer=signer, now=now, keep_earlier=keep_earlier)
    emails.sign_invite(signer=signer, token=token)


def invite_next(*, version_id: int, now: datetime.datetime) -> Signer | None:
    """Signing in order: invite the first who waits, when nobody before is still to sign."""
    waiting = (
        Signer.objects.filter(version_id=version_id, state=SignerState.WAITING)
        .select_related("party", "version__agreement__owner")
        .order_by("party__position", "id")
        .first()
    )
    if waiting is not None:
        signer_invite(signer=waiting, now=now)
    return waiting


# --- the code that shows that one reads the mail of the address on file ---------------------------------------


def _hash_of(signer: Signer, code: str) -> str:
    return salted_hmac("agreements.signing.code", f"{signer.pk}:{code}", algorithm="sha256").hexdigest()


class CodeError(ValueError):
    """No code is sent. `reason` is "hour" (five within the hour) or "wrong" (too many wrong ones)."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def code_make(*, signer: Signer, now: datetime.datetime) -> str:
    """A new code of six digits, which ends the one before. Raises CodeError.

    Saves the signer, whose row the caller has locked.
    """
    if signer.wrong_codes >= WRONG_CODES:
        raise CodeError("wrong")
    if signer.codes_since is None or now - signer.codes_since >= datetime.timedelta(hours=1):
        signer.codes_since, signer.codes_sent = now, 0
    if signer.codes_sent >= CODES_PER_HOUR:
        raise CodeError("hour")
    code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    signer.codes_sent += 1
    signer.code_hash, signer.code_tries = _hash_of(signer, code), 0
    signer.code_expires_at = now + CODE_LASTS
    signer.save()
    return code


def code_is_open(signer: Signer, now: datetime.datetime) -> bool:
    """Whether a code has been sent that can still be used."""
    return bool(
        signer.code_hash
        and signer.code_expires_at
        and signer.code_expires_at > now
        and signer.code_tries < CODE_TRIES
        and signer.wrong_codes < WRONG_CODES
    )


def code_fits(*, signer: Signer, code: str, now: datetime.datetime) -> bool:
    """Whether `code` (spaces do not matter) is the signer's. A wrong one counts: after five the code is dead.

    Saves the signer, whose row the caller has locked; the caller must not roll back for a wrong code.
    """
    if not code_is_open(signer, now):
        return False
    if constant_time_compare(signer.code_hash, _hash_of(signer, "".join(code.split()))):
        return True
    signer.code_tries += 1
    signer.wrong_codes += 1
    signer.save(update_fields=["code_tries", "wrong_codes"])
    return False
