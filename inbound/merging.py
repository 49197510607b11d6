"""What happens to mail that came in when a company is merged into another."""

from django.utils.translation import gettext_lazy as _

from companies.merge_rules import follows, moves, never, register, stays


def connect() -> None:
    register(
        moves("inbound_inboundmail", "company_id", words=_("Mails fra virksomheden")),
        follows("inbound_inboundmail", "contact_id", reason=_("Kontaktpersonen flytter.")),
        never("inbound_inboundmail", "jobcenter_id"),
        stays("inbound_inboundmail", "party_id", reason=_("Mailen kom fra den part."), is_told=False),
    )
