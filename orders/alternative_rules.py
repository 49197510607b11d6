"""What must be in place before another solution is offered ([003], R139-R142; N10). Pure.

Whoever offers ticks the list of the kind; the words that were ticked are stored with the offer. The law is named where
the demand comes from; numbers that the law may change are not repeated here.
"""

from django.utils.translation import gettext_lazy as _

from orders.enums import AlternativeKind
from ui.parts import Text

K = AlternativeKind
WAGE_SUBSIDY_MONTHS = 3  # the usual length ([003], R142)

CHECKLIST: dict[AlternativeKind, tuple[Text, ...]] = {
    K.INTERNSHIP: (
        _("Den ledige er i målgruppen for virksomhedspraktik, og varigheden ligger inden for lovens grænse."),
        _("Praktikken er drøftet med tillids- eller medarbejderrepræsentanten i virksomheden."),
        _("Forholdet mellem ordinært ansatte og personer med støtte er overholdt."),
        _("Formålet er afklaring eller oplæring og træder ikke i stedet for en ordinær ansættelse."),
    ),
    K.WAGE_SUBSIDY: (
        _(
            "Den ledige er i målgruppen for løntilskud og opfylder kravet til, hvor længe man skal have været ledig."
        ),
        _("Ansættelsen giver en nettoudvidelse af antallet af ansatte i virksomheden."),
        _("Forholdet mellem ordinært ansatte og personer med støtte er overholdt."),
        _("Virksomheden og de ansatte er enige, og løn og vilkår følger overenskomsten."),
    ),
    K.TRAINING: (
        _("Der findes ingen kvalificerede kandidater: udsøgningen er gemt på ordren."),
        _("Kurset giver de kompetencer, som virksomheden mangler."),
        _("Det er afklaret, hvem der betaler, og at hjemkommunen kan bevilge kurset."),
    ),
    K.WIDER_AREA: (
        _("Virksomheden har fået at vide, hvor langt kandidaterne skal køre."),
        _("Andre jobcentre inddrages efter netværkets spilleregler."),
    ),
    K.OTHER: (),
}

# What the company reads where nothing else was written.
DRAFT: dict[AlternativeKind, Text] = {
    K.INTERNSHIP: _(
        "Vi foreslår, at I prøver kandidaten af i virksomhedspraktik først. I betaler ikke løn, og vi ordner papirerne."
    ),
    K.WAGE_SUBSIDY: _(
        "Vi foreslår en ansættelse med løntilskud, mens kandidaten bliver lært op. Vi ordner papirerne."
    ),
    K.TRAINING: _(
        "Vi fandt ingen, der kan det hele. Vi foreslår et kort kursus til kandidater, der ellers passer til jobbet."
    ),
    K.WIDER_AREA: _(
        "Vi foreslår, at vi søger i et større område. Kandidaterne får længere til arbejde, og vi taler med dem om det."
    ),
}


def checklist(kind: str) -> tuple[Text, ...]:
    """What must be in place for the kind; empty where the law asks for nothing of its own."""
    return CHECKLIST[AlternativeKind(kind)]


def draft(kind: str) -> Text:
    """The text of an offer that says nothing of its own; "" where only the one who offers can know."""
    return DRAFT.get(AlternativeKind(kind), "")
