from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_POST

from accounts.audit import audit_write
from accounts.selectors import SESSION_KEY


@require_POST
def switch_organisation(request: HttpRequest) -> HttpResponse:
    """Act for another of one's own organisations; a stranger's organisation does not exist here (404)."""
    chosen = request.POST.get("organisation", "")
    for membership in request.memberships:  # type: ignore[attr-defined]
        if str(membership.organisation.uuid) == chosen:
            request.session[SESSION_KEY] = membership.organisation_id
            audit_write(
                actor=request.actor,  # type: ignore[attr-defined]
                action="switch_organisation",
                object_type="organisation",
                object_id=membership.organisation_id,
            )
            return HttpResponseRedirect("/")
    raise Http404


def no_membership(request: HttpRequest) -> HttpResponse:
    """Signed in, but a member of no organisation: say whom to ask."""
    return render(request, "accounts/no_membership.html", status=200)


no_membership.without_actor = True  # type: ignore[attr-defined]
