"""The note of a visit or a call, made for a telephone; and the internal note."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.moment import moment
from companies.fields import LineField, LineInput
from companies.form_fields import DayField, NumberField, TextField
from companies.forms import ServiceForm
from companies.models import Company
from companies.selectors import CompanyCard
from jobcenters.calendar import NATIONAL, local_date
from ui import danish
from visits.enums import Growth, Horizon, InteractionKind, Outlook, TaskKind
from visits.forms.fields import OneOfField, TapField, in_months
from visits.models import Interaction, Task
from visits.models.interaction import TEXT_MAX
from visits.services.interactions import (
    CAMPAIGN_MAX,
    MOST_PEOPLE,
    OCCUPATION_MAX,
    InteractionData,
    NeedData,
)

ROWS = 3  # of needs
SHARED, OWN = "delt", "internt"
NEXT_IN = (1, 3, 6)  # months, one press each
OTHER_DAY = "dag"


class NoteForm(ServiceForm):
    """What was said. `workplace` and `contact` are the company's; the next visit is one press, or a day."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = TapField(label=_("Hvordan talte I sammen?"), choices=InteractionKind.choices, required=True)
    text = TextField(label=_("Hvad blev der sagt?"), max_length=TEXT_MAX, rows=5, required=False)
    growth = TapField(label=_("Hvordan går det?"), choices=Growth.choices)
    needs_labour = forms.BooleanField(label=_("Mangler arbejdskraft"), required=False)
    needs_apprentices = forms.BooleanField(label=_("Vil have lærlinge"), required=False)
    needs_retention = forms.BooleanField(label=_("Vil holde på medarbejdere"), required=False)
    outlook_3 = TapField(
        label=_("Ansatte om 3 måneder"),
        choices=Outlook.choices,
        help_text=_("Jobbarometeret tæller kun notater, der svarer for både 3 og 12 måneder."),
    )
    outlook_12 = TapField(label=_("Ansatte om 12 måneder"), choices=Outlook.choices)
    next_in = TapField(
        label=_("Næste besøg"),
        nothing=_("Intet"),
        choices=[
            ("1", _("Om 1 måned")),
            ("3", _("Om 3 måneder")),
            ("6", _("Om 6 måneder")),
            (OTHER_DAY, _("En dag")),
        ],
    )
    next_visit_on = DayField(label=_("Hvilken dag"), required=False)
    sharing = TapField(
        label=_("Hvem må se notatet?"),
        choices=[(SHARED, _("Alle jobcentre")), (OWN, _("Kun os"))],
        required=True,
    )
    done = forms.MultipleChoiceField(
        label=_("Gjort med dette"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(
            ("invalid_choice", "invalid_list"), _("En af opgaverne er allerede gjort. Vælg igen.")
        ),
    )
    held_on = DayField(label=_("Dato"))
    contact = OneOfField(label=_("Hvem talte du med?"), none=_("Ikke valgt"))
    workplace = OneOfField(label=_("Hvilken arbejdsplads?"), none=_("Ikke valgt"))
    campaign = LineField(
        label=_("Kampagne"),
        max_length=CAMPAIGN_MAX,
        required=False,
        help_text=_("For eksempel Industri 2026. Notater med samme ord kan findes sammen."),
        widget=LineInput(attrs={"list": "kampagner", "autocomplete": "off"}),
    )

    def __init__(self, *args: Any, card: CompanyCard, tasks: Sequence[Task] = (), **kwargs: Any) -> None:
        kwargs.setdefault("use_required_attribute", False)
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["done"].choices = [
            (str(task.uuid), f"{task.text}, {danish.day_month(task.due_on)}") for task in tasks
        ]
        fields["contact"].offer(card.contacts)
        fields["workplace"].offer(card.workplaces)
        for n in range(1, ROWS + 1):
            fields[f"occupation_{n}"] = LineField(
                label=_("Stilling"), max_length=OCCUPATION_MAX, required=False
            )
            fields[f"number_{n}"] = NumberField(label=_("Antal"), low=1, high=MOST_PEOPLE, required=False)
            fields[f"horizon_{n}"] = forms.TypedChoiceField(
                label=_("Hvornår"),
                choices=Horizon.choices,
                coerce=int,
                initial=Horizon.THREE,
                required=False,
            )

    @property
    def need_rows(self) -> list[tuple[forms.BoundField, forms.BoundField, forms.BoundField]]:
        return [
            (self[f"occupation_{n}"], self[f"number_{n}"], self[f"horizon_{n}"]) for n in range(1, ROWS + 1)
        ]

    @property
    def is_of_round(self) -> bool:
        """Whether the campaign is that of the call that is ticked off: it stands there already."""
        return not self.is_bound and bool(self.initial.get("key")) and bool(self.initial.get("campaign"))

    @property
    def more_is_open(self) -> bool:
        """Whether the part that is folded away has something to say."""
        names = ["held_on", "contact", "workplace", "campaign"]
        names += [f"{name}_{n}" for name in ("occupation", "number", "horizon") for n in range(1, ROWS + 1)]
        return any(name in self.errors for name in names) or any(
            str(self[name].value() or "")
            for name in ("workplace", "campaign", "occupation_1")
            if not (name == "campaign" and self.is_of_round)
        )

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        wants_day = values.get("next_in") == OTHER_DAY and "next_visit_on" not in self.errors
        if wants_day and not values.get("next_visit_on"):
            self.add_error("next_visit_on", _("Skriv, hvilken dag det næste besøg er."))
        for n in range(1, ROWS + 1):
            if (
                values.get(f"number_{n}")
                and not values.get(f"occupation_{n}")
                and f"occupation_{n}" not in self.errors
            ):
                self.add_error(f"occupation_{n}", _("Skriv, hvilken stilling antallet gælder."))
        return values

    def data_of(self) -> InteractionData:
        """What the valid form says."""
        values = self.cleaned_data
        needs = [
            NeedData(
                values[f"occupation_{n}"],
                values[f"number_{n}"],
                values[f"horizon_{n}"] or Horizon.THREE,
            )
            for n in range(1, ROWS + 1)
            if values[f"occupation_{n}"]
        ]
        same = (
            *("kind", "held_on", "text", "workplace", "contact", "growth", "needs_labour"),
            *("needs_apprentices", "needs_retention", "outlook_3", "outlook_12", "campaign"),
        )
        return InteractionData(
            **{name: values[name] for name in same},
            needs=needs,
            next_visit_on=self._next_visit(values),
            is_shared=values["sharing"] == SHARED,
        )

    @staticmethod
    def _next_visit(values: dict[str, Any]) -> datetime.date | None:
        """A day that was typed holds, whatever is pressed; months lead to a working day."""
        day: datetime.date | None = values["next_visit_on"]
        if day or values["next_in"] in ("", OTHER_DAY):
            return day
        then = in_months(values["held_on"], int(values["next_in"]))
        return then if NATIONAL.is_working_day(then) else NATIONAL.next_working_day(then)

    @staticmethod
    def begin(kind: str = "", tasks: Sequence[Task] = (), about: str = "") -> dict[str, Any]:
        """What stands in a new note's form: a visit or a call that was due is done with it.

        `about` is the public id of the task that is being done, due or not; of a round of calls its campaign is the
        note's.
        """
        today = local_date(moment())
        due = (TaskKind.NEXT_VISIT, TaskKind.ROUND)
        done = [
            task for task in tasks if str(task.uuid) == about or (task.kind in due and task.due_on <= today)
        ]
        campaigns = [task.campaign for task in done if task.kind == TaskKind.ROUND]
        return {
            "done": [str(task.uuid) for task in done],
            "campaign": campaigns[0] if campaigns else "",
            "key": uuid.uuid4(),
            "kind": kind if kind in InteractionKind.values else InteractionKind.VISIT,
            "held_on": today,
            "sharing": SHARED,
        }

    @staticmethod
    def initial_of(row: Interaction) -> dict[str, Any]:
        same = (
            *("kind", "held_on", "text", "growth", "needs_labour", "needs_apprentices", "needs_retention"),
            *("outlook_3", "outlook_12", "campaign", "next_visit_on", "version"),
        )
        values: dict[str, Any] = {name: getattr(row, name) for name in same}
        for n, need in enumerate(row.needs.all(), 1):
            values |= {
                f"occupation_{n}": need.occupation,
                f"number_{n}": need.number,
                f"horizon_{n}": need.horizon,
            }
        return {
            **values,
            "next_in": OTHER_DAY if row.next_visit_on else "",
            "sharing": SHARED if row.is_shared else OWN,
            "workplace": str(row.workplace.uuid) if row.workplace else "",
            "contact": str(row.contact.uuid) if row.contact else "",
        }

    def show_version(self, version: int) -> None:
        """After somebody else's change: the next press saves over what is now there."""
        self.data = {**self.data.dict(), "version": str(version)}  # type: ignore[attr-defined]


class InternalNoteForm(ServiceForm):
    text = TextField(label=_("Internt notat"), max_length=TEXT_MAX, rows=4)

    def __init__(self, *args: Any, company: Company, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.company = company
        self.fields["text"].error_messages["required"] = _("Skriv notatet.")
