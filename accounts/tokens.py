"""What is stored of a secret that somebody else holds: a key of the API, a personal link in a mail. Pure."""

import hashlib


def token_hash(token: str) -> str:
    """SHA-256 in 64 hexadecimal digits: of 256 random or signed bits a plain hash is as good as a slow one."""
    return hashlib.sha256(token.encode()).hexdigest()
