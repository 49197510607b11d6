"""What happens to notes, visits and tasks when a company is merged into another."""

from django.utils.translation import gettext_lazy as _

from companies.merge_rules import follows, moves, never, register

_PLACE = _("Arbejdspladsen flytter.")
_PERSON = _("Kontaktpersonen flytter.")


def connect() -> None:
    register(
        moves("visits_interaction", "company_id", words=_("Besøgsnotater")),
        follows("visits_interaction", "workplace_id", reason=_PLACE),
        follows("visits_interaction", "contact_id", reason=_PERSON),
        moves("visits_internalnote", "company_id", words=_("Interne notater")),
        moves("visits_jointvisit", "company_id", words=_("Sambesøg")),
        follows("visits_jointvisit", "workplace_id", reason=_PLACE),
        follows("visits_jointvisit", "contact_id", reason=_PERSON),
        moves("visits_task", "company_id", words=_("Opgaver")),
        *(
            never(f"visits_{table}", "organisation_id")
            for table in (
                "interaction",
                "interactioncorrection",
                "withdrawnnote",
                "internalnote",
                "jointvisit",
                "jointvisitguest",
                "jointvisitanswer",
                "jointvisitcitizen",
                "task",
                "callround",
                "calendarlink",
                "visitimport",
                "visitimportpiece",
                "visitimportline",
                "visitimportproblem",
            )
        ),
    )
