"""What a jobcentre leaves with of the vacancies that it has posted."""

from django.utils.translation import gettext_lazy as _

from accounts.owned import NotOwned, Owned, mine, within

_INNER = _("Bruges kun, mens opslaget sendes.")
POSTINGS = Owned("postings_posting", "opslag", _("Stillinger, I har slået op"), mine("jobcenter_id"))
TABLES = (
    POSTINGS,
    Owned("postings_postingedition", "opslag-ordlyd", _("Opslagenes ordlyd"), within("posting_id", POSTINGS)),
    Owned(
        "postings_postingstep",
        "opslag-historik",
        _("Hvad der skete med opslagene"),
        within("posting_id", POSTINGS),
    ),
    Owned(
        "postings_portalposting",
        "opslag-portaler",
        _("Hvor opslagene er sendt hen"),
        within("posting_id", POSTINGS),
        without=dict.fromkeys(("leased_until", "lease"), _INNER),
    ),
)
NOT_OWNED: tuple[NotOwned, ...] = ()
