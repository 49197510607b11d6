"""The component sheet (development only) and the product's three standing texts."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from ui.sheet import sheet


@login_not_required
def component_sheet(request: HttpRequest) -> HttpResponse:
    """Every component in every state, as staff see them; `?portal` shows the company portal's."""
    template = "ui/sheet_portal.html" if "portal" in request.GET else "ui/sheet.html"
    return render(request, template, sheet())


@login_not_required
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/help.html")


@login_not_required
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/accessibility.html")


@login_not_required
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "pages/privacy.html")
