"""What an organisation leaves with of the job barometer: its rounds, whom it asked, and the figures that are told."""

from django.utils.translation import gettext_lazy as _

from accounts.owned import Owned, mine, not_owned, within

ROUNDS = Owned(
    "barometer_barometerround",
    "jobbarometer-runder",
    _("Jeres runder af jobbarometeret"),
    mine("organisation_id"),
)
TABLES = (
    ROUNDS,
    Owned(
        "barometer_barometerask",
        "jobbarometer-spurgt",
        _("Hvem der er spurgt"),
        mine("organisation_id"),
        without={"token_hash": _("En personlig kode forlader aldrig systemet.")},
    ),
    Owned("barometer_barometerfigure", "jobbarometer-tal", _("Rundernes tal"), within("round_id", ROUNDS)),
    Owned(
        "barometer_barometeroccupation",
        "jobbarometer-stillinger",
        _("Rundernes tal for stillinger"),
        within("round_id", ROUNDS),
    ),
    Owned(
        "barometer_barometerdecline",
        "jobbarometer-fravalg",
        _("Adresser, der ikke vil spørges"),
        mine("organisation_id"),
    ),
)
NOT_OWNED = not_owned(
    _("Den enkelte virksomheds svar er givet for at blive talt med andres og vises aldrig for sig."),
    "barometer_barometeranswer",
    "barometer_barometerneed",
    "barometer_barometercounted",
    "barometer_barometercountedneed",
)
