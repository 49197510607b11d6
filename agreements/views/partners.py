"""The partners that agreements can be made with, and how one is added."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.requests import staff_of
from agreements.forms.partners import PartnerForm
from agreements.selectors import suggestions
from agreements.services.drafting import DraftError
from agreements.services.partners import partner_register
from agreements.views.common import UNPROCESSABLE


@require_http_methods(["GET", "HEAD", "POST"])
def partners(request: HttpRequest) -> HttpResponse:
    """A-kasser, schools and Workindenmark, by name; Jobservice Danmark adds one here."""
    actor = staff_of(request)
    if not actor.is_national:
        raise Http404
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = partner_register(actor=actor, **form.cleaned_data)
            messages.success(request, _("%s er oprettet og kan vælges som part.") % made.name)
            return redirect("agreements:partners")
        except DraftError as error:
            form.add_error(error.field or None, str(error))
    context = {"form": form, "partners": suggestions.partners(actor)}
    return render(request, "agreements/partners.html", context, status=UNPROCESSABLE if form.errors else 200)
