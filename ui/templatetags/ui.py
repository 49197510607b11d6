"""The components as template tags: `{% load ui %}`. The shapes they draw are in `ui.parts`."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.template import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext as _

from ui import danish, parts
from ui.icons import ICONS
from ui.messages import undo_parts
from ui.telephone import tel_url

register = template.Library()

_ALERT_ICONS = {"error": "exclamation", "warning": "clock", "success": "tick-circle", "info": "info"}


def _token(context: Context) -> Any:
    # Inclusion tags start from an empty context, and {% csrf_token %} needs the request's. Lazy as it is: to read it
    # sets a cookie, which a page without a form has no use for.
    return context.get("csrf_token", "")


def _render(name: str, **slots: Any) -> SafeString:
    return render_to_string(f"components/{name}.html", slots)


@register.simple_tag
def icon(name: str) -> SafeString:
    """An inline icon in the colour of the text around it. Raises KeyError for a name that is not drawn."""
    return format_html(
        '<svg class="jo-icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        mark_safe(ICONS[name]),  # noqa: S308  (own constant drawings)
    )


@register.inclusion_tag("components/status.html")
def status(name: str, text: str = "", url: str = "") -> dict[str, Any]:
    """`name` is a key of `ui.parts.STATUS`; `text` replaces its word, keeping icon and weight."""
    word, icon_name, look = parts.STATUS[name]
    return {"word": text or word, "icon_name": icon_name, "look": look, "url": url}


def _button(
    context: Context, action: parts.Action, *, primary: bool, small: bool = False, row: bool = False
) -> dict[str, Any]:
    return {
        "action": action,
        "look": "primary" if primary else "secondary",
        "small": small,
        "row": row,
        "csrf_token": _token(context),
    }


@register.inclusion_tag("components/button.html", takes_context=True)
def button_for(context: Context, action: parts.Action, small: bool = False) -> dict[str, Any]:
    """A button from a `ui.parts.Action`."""
    return _button(context, action, primary=action.primary, small=small)


@register.inclusion_tag("components/button.html", takes_context=True)
def button(
    context: Context,
    label: str,
    url: str,
    icon: str = "",
    primary: bool = False,
    post: bool = False,
    small: bool = False,
) -> dict[str, Any]:
    """A link that looks like a button, or with `post=True` a form of one button."""
    action = parts.Action(label=label, url=url, icon=icon, primary=primary, post=post)
    return _button(context, action, primary=primary, small=small)


@register.inclusion_tag("components/button.html", takes_context=True)
def row_button(context: Context, action: parts.Action, urgent: bool, about: str = "") -> dict[str, Any]:
    """A row's one button: filled when urgent. `about` is not used when the action says itself what it is for."""
    if about and not action.described_by and str(about) not in str(action.label):
        action = parts.Action(
            action.label,
            action.url,
            action.icon,
            action.primary,
            action.post,
            action.fields,
            described_by=about,
        )
    return _button(context, action, primary=urgent or action.primary, row=True)


@register.inclusion_tag("components/case_row.html", takes_context=True)
def case_row(context: Context, row: parts.CaseRow) -> dict[str, Any]:
    return {"row": row, "csrf_token": _token(context)}


@register.simple_tag
def telephone(number: str) -> str:
    """`{% telephone contact.phone %}`: the number as it is written, to be tapped; nothing for none."""
    url = tel_url(number)
    if not url:
        return format_html('<span class="jo-nowrap">{}</span>', number) if number else ""
    return format_html('<a class="jo-plain jo-nowrap" href="{}">{}</a>', url, number)


@register.inclusion_tag("components/order_row.html")
def order_row(row: parts.OrderRow) -> dict[str, Any]:
    return {"row": row}


@register.inclusion_tag("components/facts.html")
def facts(facts: Sequence[parts.Fact], stacked: bool = False) -> dict[str, Any]:
    return {"facts": facts, "stacked": stacked}


@register.inclusion_tag("components/deadline_row.html", takes_context=True)
def deadline_row(context: Context, deadline: parts.Deadline, open: bool = False) -> dict[str, Any]:
    return {"deadline": deadline, "open": open, "csrf_token": _token(context)}


@register.inclusion_tag("components/calendar_strip.html")
def calendar_strip(strip: Any, key: str) -> dict[str, Any]:
    """The drawing under "Hvorfor denne frist?": days, open hours, the running clock and its marks.

    `strip` is the model of `orders.strip`; `key` is unique on the page (ids are made from it).
    """
    return {"strip": strip, "key": f"strip-{key}"}


@register.inclusion_tag("components/delivery_plan.html")
def delivery_plan(plan: parts.Plan, caption: str = "") -> dict[str, Any]:
    return {"plan": plan, "caption": caption or _("Hvem leverer hvor mange, og hvornår")}


@register.inclusion_tag("components/pick_panel.html")
def pick_panel(
    name: str,
    legend: str,
    choices: Sequence[parts.PickChoice],
    error: str = "",
    hint: str = "",
    none: str = "",
    one: str = "",
    many: str = "",
    explain: str = "",
    show_legend: bool = False,
    primary: bool = True,
) -> dict[str, Any]:
    """Checkboxes and a button that counts them; goes inside a form. `many` contains "%d".

    `primary=False` where the page's one filled button stands elsewhere.
    """
    texts = {
        "none": none or _("Vælg et jobcenter"),
        "one": one or _("Send til 1 jobcenter"),
        "many": many or _("Send til %d jobcentre"),
        "explain": explain or _("Sæt kryds ved mindst ét jobcenter."),
        "hint": hint,
        "show_legend": show_legend,
    }
    chosen = sum(choice.checked for choice in choices)
    label = (
        texts["none"]
        if not chosen
        else texts["one"]
        if chosen == 1
        else str(texts["many"]).replace("%d", str(chosen))
    )
    return {
        "name": name,
        "legend": legend,
        "choices": choices,
        "texts": texts,
        "label": label,
        "error": error,
        "look": "primary" if primary else "secondary",
    }


@register.inclusion_tag("components/tile.html")
def tile(tile: parts.Tile) -> dict[str, Any]:
    risk = _("%(n)s i fare") % {"n": danish.number(tile.at_risk)}
    return {"tile": tile, "at_risk_text": risk}


@register.inclusion_tag("components/chart.html")
def chart(chart: parts.Chart) -> dict[str, Any]:
    last = chart.last
    summary = str(chart.title)
    if last:
        summary = _("%(title)s: %(last)s procent i %(when)s. Målet er %(goal)s procent.") % {
            "title": chart.title,
            "last": last[0],
            "when": chart.last_label,
            "goal": danish.number(float(chart.goal)),
        }
    return {"chart": chart, "last": last, "summary": summary}


@register.inclusion_tag("components/cause_table.html")
def cause_table(rows: Sequence[parts.CauseRow]) -> dict[str, Any]:
    return {"rows": rows}


@register.inclusion_tag("components/steps.html")
def steps(steps: Sequence[parts.Step]) -> dict[str, Any]:
    return {"steps": steps}


@register.inclusion_tag("components/events.html")
def events(events: Sequence[parts.Event]) -> dict[str, Any]:
    return {"events": events}


@register.inclusion_tag("components/news.html")
def news(items: Sequence[parts.NewsItem]) -> dict[str, Any]:
    return {"items": items}


@register.inclusion_tag("components/undo_bar.html", takes_context=True)
def undo_bar(context: Context, text: str, url: str = "", seconds: int = 10) -> dict[str, Any]:
    """ "Sendt til Skanderborg. Fortryd (10)". Without `url`, or with no seconds left, only the text."""
    return {
        "text": text,
        "url": url if seconds > 0 else "",
        "seconds": seconds,
        "csrf_token": _token(context),
    }


@register.inclusion_tag("components/message_box.html", takes_context=True)
def message_box(context: Context, message: Message) -> dict[str, Any]:
    """One of Django's messages; one by `ui.messages.undo_message` is an undo bar while there is time."""
    kind = message.level_tag if message.level_tag in _ALERT_ICONS else "info"
    undo_url, seconds = undo_parts(message, timezone.now())
    return {
        "text": str(message),
        "kind": kind,
        "icon_name": _ALERT_ICONS[kind],
        "undo_url": undo_url if seconds > 0 else "",
        "seconds": seconds,
        "csrf_token": _token(context),
    }


@register.inclusion_tag("components/watch_banner.html")
def watch_banner(since: str = "", url: str = "", found: str = "") -> dict[str, Any]:
    return {"since": since, "url": url, "found": found}


@register.inclusion_tag("components/pagination.html")
def pagination(page: parts.Page, label: str = "") -> dict[str, Any]:
    return {"page": page, "label": label or _("Sider")}


@register.inclusion_tag("components/back_link.html")
def back_link(label: str, url: str) -> dict[str, Any]:
    return {"label": label, "url": url}


@register.inclusion_tag("components/breadcrumb.html", takes_context=True)
def breadcrumb(context: Context, *pairs: str) -> dict[str, Any]:
    """`{% breadcrumb "Ordrer" url "2026-0147" %}`: label and url in turn; the last, the page itself, has no url.

    A page that the menu gathers with others under one entry has that entry before them (ui.context, `gathered`).
    """
    labels = [*(context.get("gathered") or ()), *pairs]
    if len(labels) % 2:
        labels.append("")
    return {"crumbs": list(zip(labels[::2], labels[1::2], strict=True))}


# ---- Tags around a body: {% section "Svar nu" count=6 %} ... {% endsection %} --------------------------------


@register.simple_block_tag(end_name="endsection")
def section(
    content: str,
    heading: str,
    count: str | int = "",
    note: str = "",
    url: str = "",
    url_label: str = "",
    id: str = "",
    level: int = 2,
) -> SafeString:
    """A list with its head: heading, count, note or "Se alle", rule. `id` is made from the heading when not given."""
    return _render(
        "section",
        content=content,
        heading=heading,
        count=str(count),
        note=note,
        url=url,
        url_label=url_label or _("Se alle"),
        id=id or slugify(heading),
        level=level,
    )


@register.simple_block_tag(end_name="endpage_head")
def page_head(content: str, title: str, lead: str = "") -> SafeString:
    """The page's h1, its one line of context, and in the body the buttons to the right."""
    return _render("page_head", content=mark_safe(content.strip()), title=title, lead=lead)  # noqa: S308  (rendered body)


@register.simple_block_tag(end_name="endnext_step")
def next_step(content: str, what: str, detail: str = "") -> SafeString:
    """Top of an order, once: what to do in the imperative, why, and in the body at most three buttons."""
    return _render("next_step", content=mark_safe(content.strip()), what=what, detail=detail)  # noqa: S308  (rendered body)


@register.simple_block_tag(end_name="endpanel")
def panel(content: str, heading: str, lead: str = "", id: str = "") -> SafeString:
    return _render("panel", content=content, heading=heading, lead=lead, id=id or slugify(heading))


@register.simple_block_tag(end_name="endawait_you")
def await_you(content: str, question: str, heading: str = "", id: str = "afventer-jer") -> SafeString:
    """Company portal, first on the page, when it is the company's turn. The body holds at most three buttons."""
    return _render(
        "await_you",
        content=content,
        question=question,
        heading=heading or _("Vi afventer jer"),
        id=id,
    )


@register.simple_block_tag(end_name="endempty")
def empty(content: str, fact: str, next: str = "") -> SafeString:
    """An empty list: the fact in bold and when something happens next. The body may hold one button."""
    return _render("empty", content=mark_safe(content.strip()), fact=fact, next=next)  # noqa: S308  (rendered body)


@register.simple_block_tag(end_name="endalert")
def alert(content: str, kind: str = "info", heading: str = "", role: str = "") -> SafeString:
    """A message box. `kind`: error, warning, success or info."""
    return _render(
        "alert",
        content=content,
        kind=kind,
        heading=heading,
        role=role,
        plain=not heading,
        icon_name=_ALERT_ICONS[kind],
    )


# ---- Small filters --------------------------------------------------------------------------------------------


@register.filter
def labelled(values: Iterable[Any], labels: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """`row.quantities|labelled:plan.columns` gives (label, value) pairs."""
    return zip(labels, values, strict=False)


@register.filter
def percent_width(share: float) -> str:
    """An SVG width: 41.7 gives "41.7%". Kept within 0 and 100."""
    return f"{min(max(float(share), 0), 100):.1f}%"


@register.filter
def inline_svg(drawing: str) -> SafeString:
    """An SVG document that we drew ourselves, as an element of the page. Never for anything a user sent."""
    return mark_safe(drawing[drawing.index("<svg") :])  # noqa: S308  (the login library's own QR code)


@register.simple_tag
def url_if(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a page, or an empty string where the page does not exist."""
    try:
        return reverse(name, args=args, kwargs=kwargs)
    except NoReverseMatch:
        return ""


@register.filter
def plural(n: int, forms: str) -> str:
    """`n|plural:"tømrer,tømrere"` gives "1 tømrer" or "3 tømrere"."""
    one, many = forms.split(",")
    return danish.count(n, one, many)
