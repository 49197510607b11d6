"""The citizen's page behind a personal link: the job, three answers, and no more invitations. No sign-in, no name."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.moment import moment
from agreements.limits import LINK, may
from agreements.views.signing import too_many
from candidates.enums import ReplyKind
from candidates.invitation_rules import THANKS
from candidates.services.invitations import invitation_by_token, invitation_opt_out, invitation_reply

NO_MORE, AGAIN = "ingen_flere", "gerne_igen"


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing, so a mail scanner that follows the link answers for nobody."""
    if not may(request, LINK, count=False):
        return too_many(request)
    found = invitation_by_token(token)
    if found is None:
        if not may(request, LINK, count=True):
            return too_many(request)
        return render(request, "candidates/reply_closed.html", status=HTTPStatus.NOT_FOUND)
    if getattr(request, "actor", None) is not None:
        # The link is a citizen's. Who has signed in for an organisation has got hold of somebody else's.
        return render(request, "candidates/reply_closed.html", status=HTTPStatus.NOT_FOUND)
    if request.method == "POST":
        answer = request.POST.get("svar", "")
        if answer in (NO_MORE, AGAIN):
            invitation_opt_out(token=token, wants_none=answer == NO_MORE)
        elif answer in ReplyKind.values:
            invitation_reply(token=token, reply=ReplyKind(answer))
        return redirect("candidates:reply", token)
    is_open = moment() <= found.expires_at
    return render(
        request,
        "candidates/reply.html",
        {
            "invitation": found,
            "is_open": is_open,
            "choices": ReplyKind.choices,
            "answered": ReplyKind(found.reply).label if found.reply else "",
            "thanks": THANKS.get(ReplyKind(found.reply)) if found.reply else "",
        },
        status=HTTPStatus.OK if is_open else HTTPStatus.GONE,
    )


# A signed-in person without any membership is a citizen like everybody else.
reply.without_actor = True  # type: ignore[attr-defined]
