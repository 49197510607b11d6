"""Telephone numbers as something to tap. Pure."""


def tel_url(number: str) -> str:
    """ "tel:+4576123456" for "76 12 34 56": eight digits are Danish; "" for what has no digit."""
    digits = "".join(sign for sign in number if sign.isascii() and sign.isdigit())
    if not digits:
        return ""
    if number.strip().startswith("+"):
        return f"tel:+{digits}"
    return f"tel:+45{digits}" if len(digits) == 8 else f"tel:{digits}"
