"""Invitations to sign, the signatures, and the PDFs made of a version."""

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from agreements.enums import PdfKind, PdfState, SignerState, SignMethod
from agreements.models.agreement import AgreementParty, AgreementVersion


class Signer(models.Model):
    """One party's personal way to its signature. Only hashes of the link and of the code are stored."""

    id = models.BigAutoField(primary_key=True)
    party = models.OneToOneField(AgreementParty, on_delete=models.CASCADE, related_name="signer")
    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="signers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=SignerState.choices, default=SignerState.WAITING)
    email = models.EmailField(_("E-mail"))  # the address on file: codes go there and nowhere else
    token_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    # A reminder carries a new link, and the mail before it still works; all of them end together.
    earlier_hashes = ArrayField(models.CharField(max_length=64), default=list, editable=False)
    invited_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_tries = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)  # within the hour that began at `codes_since`
    codes_since = models.DateTimeField(null=True, blank=True)
    identified_until = models.DateTimeField(
        null=True, blank=True
    )  # the code was right; signing is open until then
    identified_method = models.CharField(max_length=10, choices=SignMethod.choices, blank=True)
    reminders = models.PositiveSmallIntegerField(default=0)
    reminded_at = models.DateTimeField(null=True, blank=True)
    wrong_codes = models.PositiveSmallIntegerField(default=0)  # since the last invitation
    # The link to fetch the signed PDF by: another than the one to sign with. Null: none, or closed.
    copy_hash = models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False)
    copy_expires_at = models.DateTimeField(null=True, blank=True)
    copy_sent_at = models.DateTimeField(null=True, blank=True)
    copy_bounced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("underskriver")
        verbose_name_plural = _("underskrivere")
        ordering = ["version_id", "party__position", "id"]
        indexes = [
            models.Index(
                fields=["invited_at"], condition=Q(state__in=["invited", "opened"]), name="signer_waiting"
            ),
            GinIndex(fields=["earlier_hashes"], name="signer_earlier_links"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=SignerState.values), name="signer_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["invited", "opened"])
                | Q(token_hash__isnull=False, expires_at__isnull=False, invited_at__isnull=False),
                name="signer_invited_has_link",
            ),
            models.CheckConstraint(
                condition=Q(copy_hash__isnull=True)
                | Q(copy_expires_at__isnull=False, copy_sent_at__isnull=False),
                name="signer_copy_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party_id} {self.state}"


class Signature(models.Model):
    """The evidence of one signature (A26). Never changed; seen by the parties and Jobservice Danmark alone."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    party = models.OneToOneField(AgreementParty, on_delete=models.PROTECT, related_name="signature")
    version = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="signatures")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    name = models.CharField(_("Navn"), max_length=120)
    title = models.CharField(_("Titel"), max_length=120)
    email = models.EmailField(_("E-mail"))
    signed_at = models.DateTimeField(_("Underskrevet"))
    address = models.GenericIPAddressField(_("Adresse på nettet"), null=True)
    method = models.CharField(_("Metode"), max_length=10, choices=SignMethod.choices)
    # In words, as it was called when it was signed: an identity provider may get another name later.
    method_name = models.CharField(_("Metode i ord"), max_length=80, default="", blank=True)
    level = models.CharField(_("Niveau"), max_length=80)
    document_hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("underskrift")
        verbose_name_plural = _("underskrifter")
        ordering = ["version_id", "signed_at"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(title=""), name="signature_has_name_and_title"),
            models.CheckConstraint(
                condition=Q(document_hash__regex=r"^[0-9a-f]{64}$"), name="signature_has_hash"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def method_text(self) -> str:
        """How the signer was identified, in words."""
        return self.method_name or str(self.get_method_display())


class AgreementPdf(models.Model):
    """A PDF of a version, made by a worker; `sha256` is of the file itself, for the public check."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="pdfs")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=PdfKind.choices)
    state = models.CharField(max_length=7, choices=PdfState.choices, default=PdfState.QUEUED)
    percent = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)  # how often a worker has begun
    document_hash = models.CharField(max_length=64)  # of what it shows; a draft changed since has another
    content = models.BinaryField(null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    error = models.CharField(max_length=300, blank=True)
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["version_id", "-asked_at"]
        indexes = [models.Index(fields=["version", "kind", "-asked_at"], name="pdf_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PdfState.values), name="pdf_state_known"),
            models.CheckConstraint(condition=Q(kind__in=PdfKind.values), name="pdf_kind_known"),
            models.CheckConstraint(
                condition=~Q(state=PdfState.DONE) | (Q(content__isnull=False) & ~Q(sha256="")),
                name="pdf_done_has_content",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version_id} {self.kind} {self.state}"
