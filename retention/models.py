"""Runs of the rules, and what people ask for about their own data."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from retention.enums import PersonKind, RequestKind, RequestState, StepKind

OPEN = (RequestState.OPEN, RequestState.WORKING, RequestState.WAITING)


class Run(models.Model):
    """One rule carried out once: what began at `before` or earlier was over; `done` of it is gone. No personal data.

    `done` is counted in the transaction that removed the rows, so it is true after any crash.
    """

    id = models.BigAutoField(primary_key=True)
    rule = models.CharField(max_length=60)
    before = models.DateTimeField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    done = models.PositiveIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-started_at", "-id"]
        indexes = [models.Index(fields=["rule", "-started_at"], name="retention_run_of_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.done}"


class RightsRequestQuerySet(models.QuerySet["RightsRequest"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those that the organisation answers, to its administrators."""
        if not (actor.is_staff and actor.is_administrator):
            return self.none()
        return self.filter(organisation_id=actor.organisation_id)

    def open(self) -> Self:
        return self.filter(state__in=OPEN)

    def unanswered(self) -> Self:
        """Open, and waiting for somebody here: an erasure that waits for a block to go needs nobody."""
        return self.open().exclude(state=RequestState.WAITING)


class RightsRequest(models.Model):
    """Somebody asks for a copy of what is held about a person, or to have it erased (GDPR articles 15 and 17).

    `name`, `email`, `phone` and `other_words` are what is searched for; they are gone once the person is erased. While
    an erasure waits, `remains` says for what, in Danish, and `rechecked_at` when that was last looked at; once it is
    done, `remains` says what stays and with whom. `candidate_id`, `contact_id` and `user_subject_id` are keys without a
    foreign key: the request outlives the row.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("Hvad beder personen om?"), max_length=6, choices=RequestKind.choices)
    person = models.CharField(_("Hvem er det?"), max_length=8, choices=PersonKind.choices)
    name = models.CharField(_("Navn"), max_length=120, blank=True)
    email = models.CharField(_("E-mail"), max_length=254, blank=True)
    phone = models.CharField(_("Telefon"), max_length=30, blank=True)
    other_words = models.CharField(_("Andre skrivemåder"), max_length=300, blank=True)
    candidate_id = models.BigIntegerField(null=True, blank=True)
    pseudonym = models.CharField(_("Kendenavn"), max_length=12, blank=True)
    contact_id = models.BigIntegerField(null=True, blank=True)
    user_subject_id = models.IntegerField(null=True, blank=True)
    asked_by = models.CharField(_("Hvem har bedt om det?"), max_length=200)
    reason = models.CharField(_("Hvordan og hvorfor?"), max_length=500)
    received_on = models.DateField(_("Modtaget den"))
    due_on = models.DateField(_("Skal besvares senest"))
    state = models.CharField(max_length=8, choices=RequestState.choices, default=RequestState.OPEN)
    answer = models.CharField(_("Hvorfor afvises den?"), max_length=500, blank=True)
    passed_on_by = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    ordered_at = models.DateTimeField(null=True, blank=True)
    ordered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True, blank=True)
    remains = models.CharField(max_length=500, blank=True)
    rechecked_at = models.DateTimeField(null=True, blank=True)

    objects = RightsRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("anmodning")
        verbose_name_plural = _("anmodninger")
        ordering = ["due_on", "id"]
        indexes = [
            models.Index(fields=["organisation", "state", "due_on"], name="rights_of_organisation"),
            models.Index(fields=["ordered_at"], condition=Q(state="working"), name="rights_working"),
            models.Index(fields=["rechecked_at"], condition=Q(state="waiting"), name="rights_waiting"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=RequestKind.values), name="rights_kind_known"),
            models.CheckConstraint(condition=Q(person__in=PersonKind.values), name="rights_person_known"),
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="rights_state_known"),
            models.CheckConstraint(condition=~Q(asked_by="") & ~Q(reason=""), name="rights_says_who_and_why"),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, done_at__isnull=True)
                | ~Q(state__in=OPEN) & Q(done_at__isnull=False),
                name="rights_done_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.WAITING) | ~Q(remains="") & Q(rechecked_at__isnull=False),
                name="rights_waits_for_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.received_on}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def is_erasure(self) -> bool:
        return self.kind == RequestKind.ERASE


class RightsStep(models.Model):
    """What happened to a request, who did it, and how much; never what was found. A row is never changed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    request = models.ForeignKey(RightsRequest, on_delete=models.PROTECT, related_name="steps")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=StepKind.choices)
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    # {"places": {"orders_orderevent.text": 3}} or {"organisations": 2}
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d %H:%M}"


class RightsCopy(models.Model):
    """The ZIP file that answers a request: JSON for machines, HTML and PDF for people. Removed after thirty days."""

    id = models.BigAutoField(primary_key=True)
    request = models.OneToOneField(RightsRequest, on_delete=models.CASCADE, related_name="copy")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.request_id)
