"""Django's `gettext` for texts that stand on every row of a page: looked up once per language, then known.

A catalogue never changes while a process lives. Our texts are written in Danish, so each look-up of one goes through
every catalogue there is and finds nothing; a list of fifty orders asks some two hundred times.
"""

from functools import lru_cache

from django.utils import translation


@lru_cache(maxsize=4096)
def _known(language: str, text: str) -> str:
    return translation.gettext(text)


def gettext(text: str) -> str:
    """`text` in the language of the moment. For literals only: every different text is kept."""
    return _known(translation.get_language() or "", text)
