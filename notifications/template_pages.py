"""The administrators' pages that show every mail of the product, with made-up words."""

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from notifications.examples import example, mail_names
from notifications.shell import html_of
from notifications.views import administrator

# What a mail's name begins with, and what it is about. The first that fits counts, and "" fits all.
GROUPS = {
    "orders.escalation": gettext_lazy("Frister"),
    "orders.": gettext_lazy("Ordrer og henvendelser"),
    "candidates.": gettext_lazy("Kandidater"),
    "agreements.": gettext_lazy("Aftaler"),
    "": gettext_lazy("Andet"),
}


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """All mails by what they are about and their subject."""
    administrator(request)
    groups = [
        (key, heading, [(name, example(name).subject) for name in mail_names() if _group_of(name) == key])
        for key, heading in GROUPS.items()
    ]
    return render(request, "notifications/templates.html", {"groups": groups})


def _group_of(name: str) -> str:
    """The first of the groups whose key begins the mail's name; the last one takes the rest."""
    return next(key for key in GROUPS if name.startswith(key))


@require_safe
def template(request: HttpRequest, name: str) -> HttpResponse:
    """One mail as text; from here it is opened as HTML."""
    administrator(request)
    if name not in mail_names():
        raise Http404
    return render(request, "notifications/template.html", {"name": name, "mail": example(name)})


# A mail's styles stand in it, which the pages' own policy refuses; nothing else may be loaded or done here.
@csp(  # type: ignore[arg-type]  # its types know no arguments of the address
    {
        "default-src": [NONE],
        "style-src": [UNSAFE_INLINE],
        "sandbox": ["allow-popups"],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "form-action": [NONE],
    }
)
@require_safe
def template_html(request: HttpRequest, name: str) -> HttpResponse:
    """The mail as a program shows it that reads HTML."""
    administrator(request)
    if name not in mail_names():
        raise Http404
    made = example(name)
    return HttpResponse(made.html or html_of(made.subject, made.text))
