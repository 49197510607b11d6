"""What a contact person has agreed to, and who said so when."""

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from companies.models.company import Company
from companies.models.contact import ContactPerson


class ConsentKind(models.TextChoices):
    CONTACT = "contact", _("Må kontaktes")
    SHARE = "share", _("Må deles med andre jobcentre")


class ConsentChannel(models.TextChoices):
    PHONE = "phone", _("telefon")
    MAIL = "mail", _("mail")
    MEETING = "meeting", _("møde")
    WRITING = "writing", _("skriftligt")


class ContactConsentQuerySet(models.QuerySet["ContactConsent"]):
    def visible_to(self, actor: Actor) -> Self:
        """Public authorities see every company's rows, a company its own."""
        if actor.is_staff:
            return self
        return self.filter(contact__company_id=actor.organisation_id)

    def current(self, company: Company) -> Self:
        """The last word of each contact person of the company on each kind."""
        newest = self.filter(contact__company=company).order_by("contact_id", "kind", "-at", "-id")
        return newest.distinct("contact_id", "kind")


class ContactConsent(models.Model):
    """A contact person's yes or no (samtykke): what was said last holds, what was said before stays.

    `given_by` is who said it, in words; `given_on` the Danish day. `organisation` and `author` wrote it down.
    """

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey(ContactPerson, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=7, choices=ConsentKind.choices)
    is_given = models.BooleanField()
    given_by = models.CharField(_("Hvem har sagt det"), max_length=120)
    given_on = models.DateField(_("Hvornår"))
    channel = models.CharField(_("Hvordan"), max_length=7, choices=ConsentChannel.choices)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField()

    objects = ContactConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("samtykke")
        verbose_name_plural = _("samtykker")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ConsentKind.values), name="consent_kind_known"),
            models.CheckConstraint(
                condition=Q(channel__in=ConsentChannel.values), name="consent_channel_known"
            ),
            models.CheckConstraint(condition=~Q(given_by=""), name="consent_said_by_somebody"),
        ]
        indexes = [models.Index(fields=["contact", "kind", "-at", "-id"], name="consent_last_word")]

    def __str__(self) -> str:
        return f"{self.contact_id} {self.kind} {self.is_given}"
