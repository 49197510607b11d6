import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.models.user import User


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, actor: Actor) -> Self:
        """Public authorities and partners are known to all who act; a company only to itself and to authorities."""
        if actor.is_staff:
            return self
        return self.filter(~Q(kind=OrganisationKind.COMPANY) | Q(pk=actor.organisation_id))


class Organisation(models.Model):
    """The tenant: a jobcentre, a company, Jobservice Danmark, a labour market office or a partner."""

    id = models.AutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("Type"), max_length=12, choices=OrganisationKind.choices)
    name = models.CharField(_("Navn"), max_length=200)
    email = models.EmailField(_("E-mail"), blank=True)
    phone = models.CharField(_("Telefon"), max_length=30, blank=True)
    is_demo = models.BooleanField(_("Demo"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values),
                name="organisation_kind_known",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_name"),
        ]

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def visible_to(self, actor: Actor) -> Self:
        """The colleagues of one's own organisation, and one's own other memberships."""
        return self.filter(Q(organisation_id=actor.organisation_id) | Q(user_id=actor.user_id))

    def active(self) -> Self:
        return self.filter(is_active=True, user__is_active=True)


class Membership(models.Model):
    """A person's role in an organisation. A person may belong to several and acts for one at a time."""

    id = models.AutoField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(_("Rolle"), max_length=16, choices=Role.choices)
    title = models.CharField(_("Titel"), max_length=80, blank=True)
    is_active = models.BooleanField(_("Aktiv"), default=True)
    # Who answers while this colleague is away, and gets told where the ladder names a stand-in.
    stand_in = models.ForeignKey(
        "self",
        verbose_name=_("Stedfortræder"),
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["user__name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation"], name="membership_once"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="membership_role_known"),
            models.CheckConstraint(
                condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("pk")), name="membership_not_own_stand_in"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.get_role_display()})"

    def actor(self) -> Actor:
        """The actor that this membership lets its user be."""
        return Actor(
            user_id=self.user_id,
            organisation_id=self.organisation_id,
            role=self.role,
            kind=self.organisation.kind,
            name=self.user.name,
            organisation_name=self.organisation.name,
            organisation_uuid=self.organisation.uuid,
            is_demo=self.organisation.is_demo,
        )
