"""The forms of a joint visit: the invitation, the answer, other times, a change, the end."""

import datetime
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.translation import gettext_lazy as _

from companies.fields import LineField
from companies.form_fields import DayField, NumberField, TextField
from companies.forms import ServiceForm
from companies.selectors import CompanyCard
from jobcenters.calendar import local_instant
from ui import danish
from visits.forms.fields import ClockField, OneOfField
from visits.models import JointVisit, JointVisitTime
from visits.services.joint_visits import (
    COMMENT_MAX,
    LONGEST,
    PLACE_MAX,
    PURPOSE_MAX,
    REASON_MAX,
    SHORTEST,
    TIMES,
    JointVisitData,
)

ANSWERS = (("ja", _("Kan")), ("nej", _("Kan ikke")))


class CitizensField(TextField):
    """Pseudonyms of citizens who come along, one a line."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Borgere, der tager med"),
            max_length=400,
            rows=2,
            required=False,
            help_text=_("Kun kendenavne som H-48213, ét pr. linje. Aldrig navne eller cpr-numre."),
        )


class AboutForm(ServiceForm):
    """What the visit is about, and where."""

    purpose = TextField(label=_("Hvad skal besøget handle om?"), max_length=PURPOSE_MAX, rows=4)
    place = LineField(
        label=_("Sted"),
        max_length=PLACE_MAX,
        required=False,
        help_text=_("Tomt: arbejdspladsens adresse."),
    )
    minutes_long = NumberField(label=_("Varighed i minutter"), low=SHORTEST, high=LONGEST, initial=60)
    workplace = OneOfField(label=_("Hvilken arbejdsplads?"), none=_("Ikke valgt"))
    contact = OneOfField(label=_("Hvem skal I tale med?"), none=_("Ikke valgt"))

    def __init__(self, *args: Any, card: CompanyCard, **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["purpose"].error_messages["required"] = _("Skriv, hvad besøget skal handle om.")
        fields["workplace"].offer(card.workplaces)
        fields["contact"].offer(card.contacts)

    def about(self) -> JointVisitData:
        values = self.cleaned_data
        names = ("purpose", "place", "minutes_long", "workplace", "contact")
        return JointVisitData(**{name: values[name] for name in names})

    @staticmethod
    def initial_of(visit: JointVisit) -> dict[str, Any]:
        return {
            "purpose": visit.purpose,
            "place": visit.place,
            "minutes_long": visit.minutes_long,
            "workplace": str(visit.workplace.uuid) if visit.workplace else "",
            "contact": str(visit.contact.uuid) if visit.contact else "",
        }


def add_times(fields: dict[str, Any]) -> None:
    """Three days with their times of day."""
    for n in range(1, TIMES + 1):
        fields[f"day_{n}"] = DayField(label=_("Dag"))
        fields[f"time_{n}"] = ClockField(label=_("Klokken"))


class _Times(ServiceForm):
    @property
    def time_rows(self) -> list[tuple[int, forms.BoundField, forms.BoundField]]:
        return [(n, self[f"day_{n}"], self[f"time_{n}"]) for n in range(1, TIMES + 1)]

    def times(self) -> list[datetime.datetime]:
        """The instants (UTC) that were typed as Danish days and times."""
        values = self.cleaned_data
        return [local_instant(values[f"day_{n}"], values[f"time_{n}"]) for n in range(1, TIMES + 1)]


class TimesForm(_Times):
    """Three other times."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        add_times(self.fields)


class InviteForm(AboutForm, _Times):
    """Whom to invite, when, and about what. `near` and `others` are (public id, name) of those who can be invited."""

    guests = forms.MultipleChoiceField(
        label=_("Hvem inviterer I?"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-checkbox"}),
        error_messages={
            "required": _("Vælg mindst ét jobcenter at invitere."),
            "invalid_choice": _("Vælg fra listen."),
            "invalid_list": _("Vælg fra listen."),
        },
    )
    citizens = CitizensField()

    def __init__(
        self,
        *args: Any,
        near: Sequence[tuple[str, str]],
        others: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.near, self.others = len(near), {key for key, _name in others}
        fields: dict[str, Any] = self.fields
        fields["guests"].choices = [*near, *others]
        add_times(fields)

    @property
    def near_boxes(self) -> list[BoundWidget]:
        return self["guests"].subwidgets[: self.near]

    @property
    def other_boxes(self) -> list[BoundWidget]:
        return self["guests"].subwidgets[self.near :]

    @property
    def others_are_open(self) -> bool:
        """Whether one of the others is ticked, so that nothing chosen is hidden."""
        return not self.others.isdisjoint(self["guests"].value() or ())


class AnswerForm(ServiceForm):
    """Yes or no to every time."""

    comment = LineField(label=_("Bemærkning"), max_length=COMMENT_MAX, required=False)
    citizens = CitizensField()

    def __init__(self, *args: Any, offered: Sequence[JointVisitTime], **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        self.offered = offered
        fields: dict[str, Any] = self.fields
        sentence = _("Vælg, om I kan.")
        for time in offered:
            fields[f"kan_{time.uuid}"] = forms.ChoiceField(
                label=danish.capitalise(danish.full_time(time.starts_at, year=True)),
                choices=ANSWERS,
                widget=forms.RadioSelect,
                error_messages={"required": sentence, "invalid_choice": sentence},
            )

    @property
    def time_fields(self) -> list[forms.BoundField]:
        return [self[f"kan_{time.uuid}"] for time in self.offered]

    def can(self) -> dict[UUID, bool]:
        return {time.uuid: self.cleaned_data[f"kan_{time.uuid}"] == "ja" for time in self.offered}


class CancelForm(ServiceForm):
    reason = LineField(
        label=_("Hvorfor aflyses sambesøget?"),
        max_length=REASON_MAX,
        missing=_("Skriv, hvorfor sambesøget aflyses."),
    )
