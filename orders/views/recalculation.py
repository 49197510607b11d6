"""What a change of opening hours or terms did to deadlines: before and after, clock by clock (T11)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.requests import staff_of
from jobcenters.moved import Moved
from orders.enums import RecalculationState
from orders.models import Recalculation
from orders.selectors.recalculation import effect_text, rows_of
from ui import danish, parts


@require_safe
def recalculation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """To whoever changed it, and to those whose deadlines it moved; to others it does not exist (404)."""
    actor = staff_of(request)
    rows = Recalculation.objects.visible_to(actor).select_related("organisation", "user")
    change = get_object_or_404(rows, uuid=uuid)
    now = timezone.now()
    found = Moved.of(rows_of(change, actor))
    facts = [
        parts.Fact(_("Ændret"), change.what),
        parts.Fact(_("Af"), str(change.user) if change.user else _("Systemet"), change.organisation.name),
        parts.Fact(_("Hvornår"), danish.when(change.at, now)),
    ]
    context = {
        "change": change,
        "facts": facts,
        "moved": found,
        # What others see of theirs is not listed, only counted.
        "elsewhere": change.moved - found.number if change.organisation_id == actor.organisation_id else 0,
        "effect": effect_text(change),
        "is_done": change.state == RecalculationState.DONE,
        "now": now,
    }
    return render(request, "orders/recalculation.html", context)
