"""The forms of a network: rules of play, minimum of services, members, the leaders' meetings."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from agreements.forms.fields import DayField, NumberField, PickField, TextField
from agreements.forms.life import MeetingForm
from companies.fields import LineField
from jobcenters.calendar import Unit, unit_from_data
from jobcenters.enums import PromiseUnit
from jobcenters.models import NetworkTerms
from jobcenters.network_promises import LONGEST, RULED, length_words
from jobcenters.services.networks import Terms, too_long

MOST = max(LONGEST.values())


class RulesForm(forms.Form):
    """The whole rules of play from a day on. A promise without a length follows the standard."""

    search_required = forms.BooleanField(label=_("Egen udsøgning, før andre spørges"), required=False)
    search_valid_working_days = NumberField(label=_("Udsøgningen gælder i arbejdsdage"), low=1, high=20)
    follow_up_working_days = NumberField(
        label=_("Virksomheden ringes op så mange arbejdsdage før ansøgningsfristen"), low=0, high=5
    )
    calendar_days_roll = forms.BooleanField(
        label=_("Fristen for opkvalificering rykkes til næste arbejdsdag, hvis den ender på en lukkedag"),
        required=False,
        help_text=_("Gælder de frister, der begynder fra den dag, reglerne gælder."),
    )
    valid_from = DayField(label=_("Gælder fra"))
    running = forms.BooleanField(
        label=_("Lad også de frister, der løber, følge de nye regler"),
        required=False,
        help_text=_(
            "Svarfristerne, og kun når reglerne gælder fra i dag. I ser, hvilke der flytter sig, før I gemmer."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for one in RULED:
            self.fields[f"length_{one.code}"] = NumberField(
                label=_("%s: længde") % one.title,
                low=1,
                high=MOST,
                required=False,
                help_text=_("Standard er %s. Tomt felt: standarden gælder.") % length_words(one.standard),
            )
            self.fields[f"unit_{one.code}"] = PickField(
                label=_("Enhed"), choices=PromiseUnit.choices, initial=one.standard.kind
            )

    @staticmethod
    def filled(promises: dict[str, Unit], terms: NetworkTerms, day: datetime.date) -> dict[str, Any]:
        """The initial values that show what holds now."""
        values: dict[str, Any] = {
            "search_required": terms.search_required,
            "search_valid_working_days": terms.search_valid_working_days,
            "follow_up_working_days": terms.follow_up_working_days,
            "calendar_days_roll": terms.calendar_days_roll,
            "valid_from": day,
        }
        for code, unit in promises.items():
            values |= {f"length_{code}": unit.n, f"unit_{code}": unit.kind}
        return values

    def promise_fields(self) -> Iterator[tuple[Any, BoundField, BoundField]]:
        """(title, length, unit) of every promise, for the template."""
        for one in RULED:
            yield one.title, self[f"length_{one.code}"], self[f"unit_{one.code}"]

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        self.promises: dict[str, Unit] = {}
        for one in RULED:
            length, unit = values.get(f"length_{one.code}"), values.get(f"unit_{one.code}")
            if not length or not unit:
                continue
            if length > LONGEST[unit]:
                self.add_error(f"length_{one.code}", too_long(unit))
            else:
                self.promises[one.code] = unit_from_data(unit, length)
        return values

    def terms(self) -> Terms:
        names = (
            "search_required",
            "search_valid_working_days",
            "follow_up_working_days",
            "calendar_days_roll",
        )
        return Terms(**{name: self.cleaned_data[name] for name in names})

    def take(self, refused: ValidationError) -> None:
        """Put a service's refusal at the field that it concerns."""
        for name, sentences in refused.message_dict.items():
            self.add_error(name if name in self.fields else f"length_{name}", sentences)


class MinimumForm(forms.Form):
    """The services of every member, one per line."""

    titles = TextField(
        label=_("Det tilbyder alle medlemmer"),
        max_length=4000,
        rows=8,
        required=False,
        help_text=_("Én ydelse på hver linje, højst 30."),
    )
    valid_from = DayField(label=_("Gælder fra"))

    def lines(self) -> list[str]:
        return str(self.cleaned_data["titles"]).splitlines()


class MemberForm(forms.Form):
    """A jobcentre that joins. `choices` are (organisation id, title)."""

    jobcenter = PickField(label=_("Jobcenter"), sentence=_("Vælg et jobcenter fra listen."))
    valid_from = DayField(label=_("Medlem fra"))

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["jobcenter"].choices = [("", _("Vælg jobcenter")), *choices]  # type: ignore[attr-defined]


class LeaveForm(forms.Form):
    last_day = DayField(label=_("Sidste dag som medlem"))


class CoordinatorForm(forms.Form):
    """Who keeps the network's agreements beside Jobservice Danmark; empty: nobody."""

    coordinator = PickField(
        label=_("Koordinator"), required=False, sentence=_("Vælg et jobcenter fra listen.")
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coordinator"].choices = [  # type: ignore[attr-defined]
            ("", _("Ingen, kun Jobservice Danmark")),
            *choices,
        ]


class PlanForm(forms.Form):
    """The first of the half-yearly meetings."""

    first_on = DayField(label=_("Første møde"))
    place = LineField(label=_("Sted"), max_length=200, required=False)


class LeadersMeetingForm(MeetingForm):
    """When, where and about what. Times are Danish."""

    agenda = TextField(label=_("Dagsorden"), max_length=5000, rows=8, required=False)


class NetworkMinutesForm(forms.Form):
    minutes = TextField(label=_("Referat"), max_length=10_000, rows=10)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["minutes"].error_messages["required"] = _("Skriv, hvad I talte om.")
