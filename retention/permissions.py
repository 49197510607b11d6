"""Who keeps watch over deletion, and who answers people about their own data."""

from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.permissions import NotAllowed


def sees_rules(actor: Actor) -> bool:
    """Administrators of authorities, and everybody at Jobservice Danmark."""
    return actor.is_staff and (actor.is_administrator or actor.is_national)


def answers_people(actor: Actor) -> bool:
    return actor.is_staff and actor.is_administrator


def check_answers_people(actor: Actor) -> None:
    """Raises NotAllowed unless the actor is an authority's administrator."""
    if not answers_people(actor):
        raise NotAllowed(_("Anmodninger fra personer om deres oplysninger besvares af jeres administrator."))
