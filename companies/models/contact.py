"""The people at a company whom the jobcentre talks to."""

import re
import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Lower, Right
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from companies.leading import led_by
from companies.models.belonging import BelongingQuerySet
from companies.models.company import Company
from companies.validators import one_line, valid_phone


class ContactPersonQuerySet(BelongingQuerySet["ContactPerson"]):
    def visible_to(self, actor: Actor, *, withheld: bool = False) -> Self:
        """Those of a company for itself. For authorities everybody, but for those who want not to be shared.

        Of these know whoever registered the company, wrote a consent of theirs down, or leads for them. With `withheld`
        they are there too: for a person who asks about himself.
        """
        rows = super().visible_to(actor)
        if not actor.is_staff or withheld:
            return rows
        return rows.exclude(rows.model.withheld_from(actor))

    def reached_at(self, text: str) -> Self | None:
        """Those whose telephone number (eight digits, with or without +45) or mail address `text` is.

        None where `text` is neither.
        """
        if "@" in text:
            return self.filter(email__iexact=text.strip())
        digits = re.sub(r"[^0-9]", "", text)[-8:]
        if len(digits) < 8:
            return None
        plain = Func(F("phone"), Value("[^0-9]"), Value(""), Value("g"), function="regexp_replace")
        return self.alias(called=Right(plain, 8, output_field=models.CharField())).filter(called=digits)

    def primary_first(self) -> Self:
        return self.order_by("-is_primary", "name", "id")


def last_word_is_no(kind: str) -> Exists:
    """A condition on contact persons: the last word on that kind of consent (`ConsentKind`) is no."""
    from companies.models.consent import ContactConsent

    words = ContactConsent.objects.filter(kind=kind)
    later = words.filter(contact=OuterRef("contact")).filter(
        Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), id__gt=OuterRef("id"))
    )
    return Exists(words.filter(~Exists(later), contact=OuterRef("pk"), is_given=False))


class ContactPerson(models.Model):
    """A contact person can be reached, by telephone or mail. A company has at most one primary contact.

    `user` is the sign-in of the same person; the database sees to it that it is a member of the company.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(_("navn"), max_length=120, validators=[one_line])
    title = models.CharField(_("stilling"), max_length=80, blank=True, validators=[one_line])
    phone = models.CharField(_("telefon"), max_length=30, blank=True, validators=[valid_phone])
    email = models.EmailField(_("e-mail"), blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    is_primary = models.BooleanField(_("første kontakt"), default=False)
    is_active = models.BooleanField(_("aktiv"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = ContactPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("kontaktperson")
        verbose_name_plural = _("kontaktpersoner")
        ordering = ["-is_primary", "name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(is_primary=True),
                name="contact_one_primary",
                violation_error_message=_("Virksomheden har allerede en første kontakt."),
            ),
            models.UniqueConstraint(fields=["company", "id"], name="contact_of_company"),
            # A form sent twice makes one person.
            models.UniqueConstraint(
                "company",
                Lower("name"),
                Lower("email"),
                "phone",
                condition=Q(is_active=True),
                name="contact_once",
                violation_error_message=_("Kontaktpersonen er allerede registreret."),
            ),
            models.CheckConstraint(name="contact_has_name", condition=~Q(name="")),
            models.CheckConstraint(
                name="contact_can_be_reached",
                condition=~Q(phone="") | ~Q(email=""),
                violation_error_message=_("Skriv et telefonnummer eller en e-mailadresse."),
                violation_error_code="phone",
            ),
            models.CheckConstraint(
                name="contact_primary_is_active",
                condition=Q(is_primary=False) | Q(is_active=True),
                violation_error_message=_("Den første kontakt skal være aktiv."),
            ),
        ]
        indexes = [models.Index(fields=["changed_at", "id"], name="contact_changed")]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def withheld_from(cls, actor: Actor) -> Q:
        """A condition: the person wants not to be shared, and the actor's organisation is none that knows it anyway."""
        from companies.models.consent import ConsentKind, ContactConsent

        mine = actor.organisation_id
        wrote = ContactConsent.objects.filter(contact=OuterRef("pk"), organisation_id=mine)
        known = Q(company__created_by_organisation_id=mine) | Q(Exists(wrote)) | led_by(actor)
        return Q(last_word_is_no(ConsentKind.SHARE)) & ~known
