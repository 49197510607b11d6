"""The administrators' pages that show every mail of the product, with made-up words."""

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from notifications.examples import example, mail_names
from notifications.shell import html_of
from notifications.views import administrator


@require_safe
def templates(request: HttpRequest) -> HttpResponse:
    """All mails by their subject."""
    administrator(request)
    rows = [(name, example(name).subject) for name in mail_names()]
    return render(request, "notifications/templates.html", {"rows": rows})


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
