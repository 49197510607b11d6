"""A jobcentre that is not tovholder contacts a company under agreement all the same, and says why (R94, R95, N7)."""

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from agreements.bypass_mails import tovholder_bypassed
from agreements.enums import BypassReason
from agreements.models import TovholderBypass
from agreements.selectors.routing import Route
from companies.models import Company


@transaction.atomic
def bypass_log(
    *, actor: Actor, company: Company, route: Route, reason: str, text: str = "", about: str = ""
) -> TovholderBypass:
    """Log the contact with its reason, in the agreement's history too, and tell the tovholder by mail.

    `about` says in words what the contact was about. The agreement itself need not be visible to the actor. Raises
    PermissionDenied where there is no tovholder to go around, ValueError (Danish) for "Andet" without a text.
    """
    if route.tovholder is None or not route.is_around(actor):
        raise PermissionDenied(_("I er selv tovholder for virksomheden."))
    text = " ".join(text.split())[:500]
    if reason == BypassReason.OTHER and not text:
        raise ValueError(_("Skriv, hvorfor I kontakter virksomheden uden om tovholderen."))
    bypass = TovholderBypass.objects.create(
        id=uuid4(),
        agreement_id=route.agreement_id,
        company=company,
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        reason=BypassReason(reason),
        text=text,
        at=moment(),
    )
    title = _("%(who)s har kontaktet virksomheden uden om %(tovholder)s: %(reason)s") % {
        "who": actor.organisation_name,
        "tovholder": route.tovholder.name,
        "reason": bypass.get_reason_display().lower(),
    }
    with connection.cursor() as cursor:
        cursor.execute("select agreements_tell_bypass(%s, %s)", [bypass.id, title])
    tovholder_bypassed(bypass=bypass, actor=actor, company=company, route=route, about=about)
    return bypass
