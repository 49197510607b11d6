"""What happens to agreements when a company is merged into another."""

from django.utils.translation import gettext_lazy as _

from companies.merge_rules import moves, never, register, stays

_SIGNED = _("En aftale bliver hos den virksomhed, der er part i den.")


def connect() -> None:
    register(
        stays("agreements_agreement", "company_id", reason=_SIGNED),
        stays("agreements_agreement", "owner_id", reason=_SIGNED),
        stays("agreements_agreementparty", "organisation_id", reason=_SIGNED, is_told=False),
        stays("agreements_agreementaccess", "organisation_id", reason=_SIGNED, is_told=False),
        stays(
            "agreements_agreementevent",
            "organisation_id",
            reason=_("Historikken siger, hvad der skete."),
            is_told=False,
        ),
        stays("agreements_agreementchange", "proposed_by_id", reason=_SIGNED, is_told=False),
        stays("agreements_changeconsent", "organisation_id", reason=_SIGNED, is_told=False),
        moves("agreements_tovholderbypass", "company_id", words=_("Kontakt uden om tovholderen")),
        never("agreements_tovholderbypass", "organisation_id"),
        stays("agreements_minutescorrection", "organisation_id", reason=_("Et referat ændres aldrig.")),
        stays("agreements_signer", "organisation_id", reason=_SIGNED, is_told=False),
        stays("agreements_signature", "organisation_id", reason=_SIGNED, is_told=False),
        stays("agreements_agreementpdf", "organisation_id", reason=_SIGNED, is_told=False),
    )
