"""What an organisation leaves with of the API: nothing of its own."""

from django.utils.translation import gettext_lazy as _

from accounts.owned import NotOwned, Owned, not_owned

TABLES: tuple[Owned, ...] = ()
NOT_OWNED: tuple[NotOwned, ...] = tuple(
    not_owned(_("Svar, der gemmes en dag, så et kald kan gentages."), "api_answeredcall")
)
