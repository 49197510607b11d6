"""Two pages for developers: all mails, and one mail. No login: they exist only where JO_MAILBOX_DIR names a folder."""

from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.template import engines
from django.utils.html import linebreaks, urlize
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from tooling.mailbox import messages
from ui import danish
from ui.parts import Fact, Page

TEMPLATES = Path(__file__).resolve().parent / "templates" / "mailbox"
PER_PAGE = 50


def _folder() -> Path:
    """JO_MAILBOX_DIR. Raises Http404 where it is not set, as in production."""
    if not settings.MAILBOX_DIR:
        raise Http404
    return Path(settings.MAILBOX_DIR)


def _render(request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
    # The mailbox is not an installed app, so that production has no trace of it: its templates are read from here.
    template = engines["django"].from_string((TEMPLATES / name).read_text(encoding="utf-8"))
    response = HttpResponse(template.render(context, request))
    response["Cache-Control"] = "no-store"
    return response


@login_not_required
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """Newest first; `?til=` keeps those whose envelope recipients hold the text."""
    folder = _folder()
    wanted = request.GET.get("til", "").strip().lower()
    names = messages.names(folder)
    if wanted:
        mails = (messages.load(folder, name) for name in names)
        names = [mail.name for mail in mails if mail and wanted in mail.recipients.lower()]
    page = Paginator(names, PER_PAGE).get_page(request.GET.get("side"))
    shown = [mail for name in page.object_list if (mail := messages.load(folder, name))]
    pages = Page(
        previous_url=_page_url(wanted, page.previous_page_number()) if page.has_previous() else "",
        next_url=_page_url(wanted, page.next_page_number()) if page.has_next() else "",
    )
    return _render(
        request, "list.html", {"mails": shown, "pages": pages, "wanted": wanted, "total": len(names)}
    )


def _page_url(wanted: str, number: int) -> str:
    return f"?{urlencode({'side': number, **({'til': wanted} if wanted else {})})}"


def _facts(mail: messages.Mail) -> list[Fact]:
    facts = [
        Fact(_("Til"), mail.recipients),
        Fact(_("Fra"), mail.sender),
        Fact(_("Modtaget"), danish.full_time(mail.arrived, year=True)),
        Fact("Message-ID", mail.message_id),
    ]
    return [*facts, Fact(_("Vedhæftet"), danish.join(mail.attachments))] if mail.attachments else facts


@login_not_required
@require_safe
def mail_detail(request: HttpRequest, name: str) -> HttpResponse:
    """The headers, and the plain text with working links. HTML parts are shown as source, never rendered."""
    mail = messages.load(_folder(), name)
    if mail is None:
        raise Http404
    # Everything is escaped before links are made: a mail can hold anything.
    body = mark_safe(linebreaks(urlize(mail.text, nofollow=True, autoescape=True)))  # noqa: S308
    return _render(request, "detail.html", {"mail": mail, "facts": _facts(mail), "body": body})


@login_not_required
@require_safe
def mail_source(request: HttpRequest, name: str) -> HttpResponse:
    """The file as plain text."""
    content = messages.source(_folder(), name)
    if content is None:
        raise Http404
    return HttpResponse(
        content, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "no-store"}
    )
