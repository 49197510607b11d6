"""What the frame around every page needs: the menu of the signed-in person and where search and help are."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string


class MenuItem(Protocol):
    """One entry of the menu, as the settings' registry gives it."""

    label: Any
    url_name: str

    def is_for(self, actor: Any) -> bool: ...


def _address(url_name: str) -> str:
    return _address_in(settings.ROOT_URLCONF, url_name)


@cache
def _address_in(_urlconf: str, url_name: str) -> str:
    # Every page asks for the whole menu, and the addresses stay as they are for as long as the process lives.
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""


def _registry() -> Iterable[MenuItem]:
    # A dotted name, because this app stands below all others and may not import their menu.
    return import_string(getattr(settings, "NAVIGATION", "config.navigation.MENU"))


def _frame(actor: Any) -> str:
    if actor is None:
        return ""
    return "base_portal.html" if getattr(actor, "is_company", False) else "base.html"


def navigation(request: HttpRequest) -> dict[str, Any]:
    """`navigation`: entries with label, url and current ("page", "true" or ""); `search_url` and `search_text`;
    `frame`, the base template of the person's kind of organisation, empty for someone without one; `gathered`, label
    and address of the entry that gathers the present page with others, with which its breadcrumbs begin.

    An entry whose page does not exist is left out. The current entry is the one whose address, or that of a page it
    gathers, is the longest beginning of the page's own.
    """
    actor = getattr(request, "actor", None)
    # A page may say where in the menu it belongs, where its address does not.
    path = getattr(request, "menu_path", request.path)
    items: list[dict[str, str]] = []
    best: tuple[int, dict[str, str], bool] | None = None
    for item in _registry() if actor is not None else ():
        url = _address(item.url_name) if item.is_for(actor) else ""
        if not url:
            continue
        entry = {"label": str(item.label), "url": url, "current": ""}
        items.append(entry)
        for place in (url, *map(_address, getattr(item, "pages", ()))):
            if place and place != "/" and path.startswith(place) and (best is None or len(place) > best[0]):
                best = (len(place), entry, place != url)
    gathered = None
    if best is not None:
        _length, entry, is_gathered = best
        entry["current"] = "page" if entry["url"] == request.path else "true"
        gathered = (entry["label"], entry["url"]) if is_gathered else None
    staff = bool(actor is not None and getattr(actor, "is_staff", False))
    return {
        "navigation": items,
        "search_url": _address(getattr(settings, "SEARCH_URL_NAME", "orders:list")) if staff else "",
        "frame": _frame(actor),
        "gathered": gathered,
        "search_text": request.GET.get("q", ""),
    }
