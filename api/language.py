"""In which language a caller is told what is wrong: Danish, or English where it asks for that first."""

from django.utils.translation.trans_real import parse_accept_lang_header

from api.problems import DANISH, ENGLISH


def language_of(header: str) -> str:
    """The first of an Accept-Language header that there is; Danish for none."""
    for name, _weight in parse_accept_lang_header(header):
        short = name.partition("-")[0]
        if short in (DANISH, ENGLISH):
            return short
    return DANISH
