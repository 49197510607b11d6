"""The text of a mail, from its templates in `templates/<app>/emails/`: `<mail>.txt`, or also `<mail>.html`.

The text template's first line is "Emne: …"; the mail's text follows after a blank line. A mail is named
"<app>.<mail>", for example "orders.request_received".
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context
from django.template.exceptions import TemplateDoesNotExist
from django.template.loader import get_template

SUBJECT_LABEL = "Emne:"


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a recipient will read. `html` is empty where the mail has text only."""

    subject: str
    text: str
    html: str = ""


def template_path(name: str) -> str:
    """ "orders.request_received" gives "orders/emails/request_received". Raises ValueError without an app."""
    app, dot, mail = name.partition(".")
    if not (app and dot and mail):
        raise ValueError(f"A mail is named '<app>.<mail>', not {name!r}.")
    return f"{app}/emails/{mail.replace('.', '/')}"


def render_mail(name: str, context: Mapping[str, Any]) -> Rendered:
    """Render the mail called `name`. `base_url` (no slash at the end) is always in the context.

    Raises TemplateDoesNotExist, and ValueError where the text does not begin with its subject line.
    """
    path = template_path(name)
    values = {"base_url": settings.BASE_URL.rstrip("/"), **context}
    # Plain text is not HTML: "Hansen & Søn" must not become "Hansen &amp; Søn".
    template = get_template(f"{path}.txt").template  # type: ignore[attr-defined]
    head, _newline, body = template.render(Context(values, autoescape=False)).lstrip().partition("\n")
    if not head.startswith(SUBJECT_LABEL):
        raise ValueError(f"{path}.txt must begin with '{SUBJECT_LABEL} …'.")
    try:
        html = get_template(f"{path}.html").template.render(Context(values))  # type: ignore[attr-defined]
    except TemplateDoesNotExist as missing:
        if missing.args[0] != f"{path}.html":
            raise  # the html is there, and includes something that is not
        html = ""
    return Rendered(head.removeprefix(SUBJECT_LABEL).strip(), tidy(body), html.strip())


def tidy(text: str) -> str:
    """Template tags leave empty lines behind: one in a row may stay, none at the ends."""
    lines = [line.rstrip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"
