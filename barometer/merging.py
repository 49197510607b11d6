"""What a merge of companies does to the job barometer: what was asked and said in a round stands."""

from django.utils.translation import gettext_lazy as _

from companies.merge_rules import follows, never, register, stays

_SAID = _("Det, der blev svaret i en runde, ændres ikke.")


def connect() -> None:
    register(
        stays("barometer_barometerask", "company_id", reason=_SAID, words=_("Svar til jobbarometeret")),
        follows("barometer_barometerask", "contact_id", reason=_("Kontaktpersonen flytter.")),
        stays("barometer_barometeranswer", "company_id", reason=_SAID, is_told=False),
        stays("barometer_barometercounted", "company_id", reason=_SAID, is_told=False),
        *(
            never(f"barometer_barometer{table}", "organisation_id")
            for table in ("round", "ask", "answer", "need", "decline", "counted", "countedneed")
        ),
    )
