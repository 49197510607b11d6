"""Secrets and signatures of the Standard Webhooks format (standardwebhooks.com), by its own library.

A secret is needed again for every message, so it is stored so that it can be read: encrypted, under a key made from
SECRET_KEY. Whoever has the database alone reads no secret. Of `SECRET_KEY_FALLBACKS` old secrets are still read.
"""

import base64
import datetime
import secrets
from collections.abc import Sequence
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from standardwebhooks.webhooks import Webhook

from webhooks.limits import SECRET_BYTES

PREFIX = "whsec_"
HINT = len(PREFIX) + 4  # characters by which a secret is known again


class UnreadableSecretError(RuntimeError):
    """A stored secret was written under another SECRET_KEY."""


def new_secret() -> str:
    """A secret as it is shown: "whsec_" and base64 of 32 random bytes."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def seal(secret: str) -> str:
    return _box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).encrypt(secret.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises UnreadableSecretError."""
    try:
        return _box(settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS).decrypt(sealed.encode()).decode()
    except InvalidToken:
        raise UnreadableSecretError from None


def signed_headers(*, message: str, at: datetime.datetime, body: str, keys: Sequence[str]) -> dict[str, str]:
    """The three headers of a message that is tried at `at` (aware); signed by each of the `keys` (plain secrets)."""
    at = at.astimezone(datetime.UTC)
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": " ".join(Webhook(key).sign(message, at, body) for key in keys),
    }


@lru_cache(maxsize=4)
def _box(*keys: str) -> MultiFernet:
    return MultiFernet([Fernet(_key(key)) for key in keys])


def _key(secret_key: str) -> bytes:
    made = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"jobordre webhook secrets 1")
    return base64.urlsafe_b64encode(made.derive(secret_key.encode()))
