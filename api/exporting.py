"""What an organisation leaves with of the API: which of its other systems' records became what."""

from django.utils.translation import gettext_lazy as _

from accounts.owned import NotOwned, Owned, mine, not_owned

TABLES: tuple[Owned, ...] = (
    Owned(
        "api_exchangerecord",
        "udvekslingsposter",
        _("Hvad andre systemers udvekslingsposter er blevet til"),
        mine("organisation_id"),
        words={
            "system": _("Systemet, der sendte posten"),
            "kind": _("Ordre, besøg eller kontaktperson"),
            "reference": _("Postens nummer i det andet system"),
            "sha256": _("Kontrolsum af posten, som den sidst blev taget ind"),
            "sent_at": _("Sendt, efter det andet systems ur"),
            "object_version": _("Versionen af det, posten blev til, da den sidst blev taget ind"),
            "object_id": _("Det offentlige nummer på det, posten blev til"),
            "created_at": _("Modtaget"),
        },
    ),
)
NOT_OWNED: tuple[NotOwned, ...] = tuple(
    not_owned(_("Svar, der gemmes en dag, så et kald kan gentages."), "api_answeredcall")
)
