"""The agreement pages as a browser without scripts would use them."""

from typing import Any

from django.test import Client
from django.urls import reverse

from accounts.actor import Actor
from accounts.models import User
from agreements.models import Agreement, AgreementVersion
from tests.helpers.db import as_owner


def signed_in(actor: Actor) -> Client:
    client = Client()
    with as_owner():
        client.force_login(User.objects.get(pk=actor.user_id))
    return client


def typed(response: Any) -> dict[str, Any]:
    """What the page's form would send as it stands: every field's value, those of rows and parts too."""
    form = response.context["form"]
    forms = [form, *getattr(form, "rows", []), *filter(None, map(form.__dict__.get, ("company", "national")))]
    values: dict[str, Any] = {"revision": response.context["revision"]}
    if hasattr(form, "rows"):
        values["antal"] = len(form.rows)
    for one in forms:
        for bound in one:
            value = bound.value()
            if value is True:
                values[bound.html_name] = "on"
            elif value not in (None, False):
                shown = bound.field.widget.format_value(value)
                values[bound.html_name] = (shown[0] if isinstance(shown, list) else shown) or ""
    return values


def step_url(agreement: Agreement, name: str) -> str:
    return reverse("agreements:step", args=[agreement.uuid, name])


def fresh(version: AgreementVersion) -> AgreementVersion:
    """The version as it really is now."""
    with as_owner():
        found = AgreementVersion.objects.select_related("agreement").get(pk=version.pk)
        found.the_parties = list(found.parties.select_related("organisation"))  # type: ignore[attr-defined]
        found.the_ticks = {tick.code: tick.text for tick in found.ticks.all()}  # type: ignore[attr-defined]
        found.the_goals = {goal.promise: goal.length for goal in found.goals.all()}  # type: ignore[attr-defined]
        return found
