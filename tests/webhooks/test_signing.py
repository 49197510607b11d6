"""Signatures, held against the library and the specification's own arithmetic; secrets that are stored sealed."""

import base64
import datetime
import hashlib
import hmac

import pytest
from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from webhooks.signing import UnreadableSecretError, new_secret, seal, signed_headers, unseal

BODY = '{"type":"order.changed","data":{"id":"æøå"}}'


def test_the_signature_is_what_the_specification_says() -> None:
    secret = new_secret()
    at = datetime.datetime(2026, 3, 29, 3, 30, tzinfo=datetime.timezone(datetime.timedelta(hours=2)))
    headers = signed_headers(message="msg_1", at=at, body=BODY, keys=[secret])
    key = base64.b64decode(secret.removeprefix("whsec_"))
    assert len(key) == 32
    seconds = "1774747800"  # 01:30 UTC: the zone that the instant is written in does not matter
    expected = hmac.new(key, f"msg_1.{seconds}.{BODY}".encode(), hashlib.sha256).digest()
    assert headers == {
        "webhook-id": "msg_1",
        "webhook-timestamp": seconds,
        "webhook-signature": "v1," + base64.b64encode(expected).decode(),
    }


def test_the_specifications_own_example() -> None:
    at = datetime.datetime.fromtimestamp(1614265330, tz=datetime.UTC)
    headers = signed_headers(
        message="msg_p5jXN8AQM9LWM0D4loKWxJek",
        at=at,
        body='{"test": 2432232314}',
        keys=["whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"],
    )
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_while_a_secret_is_rotated_both_verify() -> None:
    new, old, other = new_secret(), new_secret(), new_secret()
    now = datetime.datetime.now(datetime.UTC)
    headers = signed_headers(message="msg_1", at=now, body=BODY, keys=[new, old])
    for secret in (new, old):
        assert Webhook(secret).verify(BODY, headers)["type"] == "order.changed"
    with pytest.raises(WebhookVerificationError):
        Webhook(other).verify(BODY, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(new).verify(BODY + " ", headers)


def test_a_secret_is_sealed_under_the_installations_key(settings) -> None:
    secret = new_secret()
    sealed = seal(secret)
    assert secret.removeprefix("whsec_") not in sealed
    assert sealed != seal(secret)
    assert unseal(sealed) == secret
    before = settings.SECRET_KEY
    settings.SECRET_KEY = "another"
    with pytest.raises(UnreadableSecretError):
        unseal(sealed)
    settings.SECRET_KEY_FALLBACKS = [before]
    assert unseal(sealed) == secret
