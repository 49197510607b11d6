"""The identity provider that signers may use (OpenID Connect), from the environment."""

from collections.abc import Callable
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = ("127.0.0.1", "::1", "localhost")


def issuer_of(read: Callable[..., str]) -> str:
    """The issuer's address, or "" where none is configured: the method is then not offered.

    `read(name, default=)` reads a variable. Raises ImproperlyConfigured for an address that is not https (http is for
    this machine's loopback alone), and for an issuer without a client.
    """
    issuer = read("JO_OIDC_ISSUER", default="")
    if not issuer:
        return ""
    parts = urlsplit(issuer)
    safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK)
    if not safe or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise ImproperlyConfigured("JO_OIDC_ISSUER must be an address like https://provider.example")
    if not read("JO_OIDC_CLIENT_ID", default=""):
        raise ImproperlyConfigured("JO_OIDC_ISSUER is set, and JO_OIDC_CLIENT_ID is not")
    return issuer
