"""Links in mails by which an asked jobcentre answers without signing in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from orders.models.clocks import Clock
from orders.models.requests import Request


class AnswerLink(models.Model):
    """One link to answer one request, for one address and one D2 (`clock`): a new deadline means new links.

    Only the hash of its code is stored. `organisation` is the asked jobcentre, which the link acts for.
    """

    id = models.BigAutoField(primary_key=True)
    clock = models.ForeignKey(Clock, on_delete=models.CASCADE, related_name="answer_links")
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="answer_links")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    email = models.CharField(_("Sendt til"), max_length=254)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(email="") & ~Q(token_hash=""), name="answer_link_is_somebodys"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.request_id} til {self.email}"
