"""The wizard's steps as forms: each reads its part of a draft, and saves it by one service call."""

import datetime
from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actor import Actor
from accounts.moment import moment
from agreements.document import unit_of
from agreements.enums import ContentGroup, Step
from agreements.forms.fields import DayField, NumberField, PickField, TextField
from agreements.models import AgreementVersion
from agreements.selectors.drafting import goal_lengths
from agreements.services.drafting import (
    DraftError,
    draft_save_content,
    draft_save_need,
    draft_save_period,
)
from agreements.template import template
from agreements.template_parts import Goal, Item, length_text
from companies.fields import LineField, LineInput
from jobcenters.calendar import WorkingDays, local_date
from jobcenters.enums import SearchPromiseStart


class StepForm(forms.Form):
    """A step of the wizard on one draft. Subclasses say what stands in it (`initial_of`) and save it (`save`)."""

    step: Step

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, actor: Actor, version: AgreementVersion
    ) -> None:
        self.actor, self.version = actor, version
        super().__init__(data, initial=self.initial_of(version), use_required_attribute=False)

    def initial_of(self, version: AgreementVersion) -> dict[str, Any]:
        """What the fields hold of a draft."""
        raise NotImplementedError

    def save(self, revision: int) -> AgreementVersion:
        """Save the step that was opened at `revision`. Raises StepChangedError and DraftError."""
        raise NotImplementedError

    @property
    def in_page_order(self) -> list[forms.BaseForm | BoundField | str]:
        """What the error summary tells, as it stands on the page."""
        return [self]

    def bounds(self) -> list[tuple[str, BoundField]]:
        """Every field with the words that name it on its own."""
        return [(str(bound.label), bound) for bound in self if not bound.is_hidden]

    def refuse(self, error: DraftError) -> None:
        """Show a service's refusal at its field."""
        self.add_error(error.field if error.field in self.fields else None, str(error))


class NeedForm(StepForm):
    """Step 1: what the company needs now and later."""

    step = Step.NEED
    title = LineField(
        label=gettext_lazy("Aftalens titel"),
        max_length=240,
        missing=gettext_lazy("Skriv en titel, for eksempel: Jobserviceaftale med virksomheden."),
        widget=LineInput(attrs={"class": "jo-w-full", "autocomplete": "off"}),
    )
    need_short = TextField(
        label=gettext_lazy("Hvad har virksomheden brug for nu?"), max_length=3000, required=False
    )
    need_long = TextField(
        label=gettext_lazy("Hvad får den brug for på længere sigt?"), max_length=3000, required=False
    )
    places_expected = NumberField(
        label=gettext_lazy("Forventet antal ansættelser i perioden"), low=0, high=100_000, required=False
    )

    def initial_of(self, version: AgreementVersion) -> dict[str, Any]:
        return {
            "title": version.agreement.title,
            "need_short": version.need_short,
            "need_long": version.need_long,
            "places_expected": version.places_expected,
        }

    def save(self, revision: int) -> AgreementVersion:
        return draft_save_need(actor=self.actor, version=self.version, revision=revision, **self.cleaned_data)


# What each goal is about, for the label of its length.
GOAL_LABELS = {
    "D3": gettext_lazy("Svar på henvendelser"),
    "D4": gettext_lazy("Kandidater til ordinær ansættelse"),
    "D5": gettext_lazy("Flygtninge"),
    "D6": gettext_lazy("Uddannelse til nyansatte fra ledighed"),
}
GOAL_NEEDS = {
    "D4": gettext_lazy("Loves, når “Ordinære ansættelser” eller “Løbende rekruttering” er valgt."),
    "D5": gettext_lazy("Loves, når et punkt under Integration er valgt."),
    "D6": gettext_lazy("Loves, når opkvalificering, voksenlærlinge eller jobrotation er valgt."),
}


HIDES = "skjult"


class ContentForm(StepForm):
    """Step 2: the ticks under their headings, and how long each service goal may take."""

    step = Step.CONTENT

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, actor: Actor, version: AgreementVersion
    ) -> None:
        self.template = template(version.template)
        self.items = self.template.items_on(local_date(version.created_at))
        super().__init__(data, actor=actor, version=version)
        for item in self.items:
            self.fields[item.code] = forms.BooleanField(label=item.text, required=False)
            if item.takes_text:
                label = _("%s: skriv hvad") % item.text
                self.fields[f"{item.code}-text"] = LineField(label=label, max_length=300, required=False)
        self.add_promises()
        self.fields["extra_terms"] = TextField(label=_("Særlige vilkår"), max_length=3000, required=False)

    def add_promises(self) -> None:
        """The fields of the service goals."""
        for goal in self.template.goals:
            self.fields[f"goal-{goal.promise}"] = self._length_field(goal)
        self.fields["search_promise_starts"] = PickField(
            label=_("Fristen for kandidater og flygtninge løber fra"),
            choices=SearchPromiseStart.choices,
            widget=forms.RadioSelect,
        )

    def _length_field(self, goal: Goal) -> NumberField:
        working = isinstance(goal.unit, WorkingDays)
        unit = _("arbejdsdage") if working else _("dage")
        hint = _("Standarden er %(standard)s. I kan aftale fra %(low)d til %(high)d.") % {
            "standard": length_text(goal.unit),
            "low": goal.shortest,
            "high": goal.longest,
        }
        return NumberField(
            label=f"{GOAL_LABELS[goal.promise]} ({unit})",
            low=goal.shortest,
            high=goal.longest,
            help_text=" ".join(filter(None, [hint, str(GOAL_NEEDS.get(goal.promise, ""))])),
        )

    def initial_of(self, version: AgreementVersion) -> dict[str, Any]:
        lengths = goal_lengths(version)
        values: dict[str, Any] = {
            "search_promise_starts": version.search_promise_starts,
            "extra_terms": version.extra_terms,
        }
        for goal in self.template.goals:
            values[f"goal-{goal.promise}"] = getattr(lengths.get(goal.promise, goal.unit), "n", None)
        for tick in version.ticks.all():
            values |= {tick.code: True, f"{tick.code}-text": tick.text}
        return values

    def clean(self) -> dict[str, Any]:
        offered = {item.code for item in self.items}
        for item in self.template.items:
            if item.code not in offered and item.code in self.data:
                sentence = _("“%s” kan ikke længere aftales: ordningen er ophørt.") % item.text
                self.add_error(None, sentence)
        for item in self.items:
            if not item.takes_text or self.cleaned_data.get(item.code):
                continue
            text = f"{item.code}-text"
            if self.hides_texts or self.initial.get(item.code):
                self.errors.pop(text, None)  # what does not count cannot be wrong
            elif self._typed(text):
                # Somebody who writes what "Andet" is, means it; but a tick that was there may be taken away.
                self.cleaned_data[item.code] = True
        return self.cleaned_data

    @property
    def hides_texts(self) -> bool:
        """Whether the browser hid the text of "Andet" without its tick: then an empty tick is meant."""
        return self.data.get(HIDES) == "1"

    def _typed(self, name: str) -> str:
        return str(self.cleaned_data.get(name) or "").strip()

    def chosen(self) -> dict[str, str]:
        """What is ticked, with the text of "Andet"."""
        ticked = [item for item in self.items if self.cleaned_data.get(item.code)]
        return {item.code: self._typed(f"{item.code}-text") for item in ticked}

    def save(self, revision: int) -> AgreementVersion:
        values = self.cleaned_data
        return draft_save_content(
            actor=self.actor,
            version=self.version,
            revision=revision,
            ticks=self.chosen(),
            lengths={
                goal.promise: unit_of(goal.unit.kind, values[f"goal-{goal.promise}"])
                for goal in self.template.goals
            },
            search_promise_starts=values["search_promise_starts"],
            extra_terms=values["extra_terms"],
        )

    @property
    def groups(self) -> list[tuple[str, list[tuple[BoundField, BoundField | None]]]]:
        """Each heading with its ticks, and the text field of "Andet"."""
        found = []
        for group in ContentGroup:
            rows = [self._row(item) for item in self.items if item.group == group]
            if rows:
                found.append((str(group.label), rows))
        return found

    def _row(self, item: Item) -> tuple[BoundField, BoundField | None]:
        return self[item.code], self[f"{item.code}-text"] if item.takes_text else None

    @property
    def goals(self) -> list[BoundField]:
        return [self[f"goal-{goal.promise}"] for goal in self.template.goals]


OTHER = "andet"


class PeriodForm(StepForm):
    """Step 5: the period, how often the parties meet, and in which order they sign."""

    step = Step.PERIOD
    FIRST_INTERVAL = "3"
    starts_on = DayField(label=gettext_lazy("Samarbejdet begynder"))
    ends_on = DayField(label=gettext_lazy("Samarbejdet slutter"))
    interval = PickField(
        label=gettext_lazy("Opfølgningsmøde"),
        choices=[
            ("3", gettext_lazy("Hver 3. måned")),
            ("6", gettext_lazy("Hver 6. måned")),
            (OTHER, gettext_lazy("Andet")),
        ],
        widget=forms.RadioSelect,
        sentence=gettext_lazy("Vælg, hvor ofte parterne mødes."),
    )
    meeting_months = NumberField(
        label=gettext_lazy("Antal måneder mellem møderne"), low=1, high=24, required=False
    )
    meeting_text = LineField(
        label=gettext_lazy("Eller skriv, hvordan I mødes"), max_length=300, required=False
    )
    first_meeting_on = DayField(label=gettext_lazy("Første opfølgningsmøde"), required=False)
    sign_in_order = PickField(
        label=gettext_lazy("Hvordan skal der underskrives?"),
        choices=[
            ("alle", gettext_lazy("Alle på én gang (hurtigst)")),
            ("orden", gettext_lazy("I rækkefølge: virksomheden først, så de andre parter")),
        ],
        widget=forms.RadioSelect,
    )

    def initial_of(self, version: AgreementVersion) -> dict[str, Any]:
        months, untouched = version.meeting_months, not version.revisions.get(Step.PERIOD.value)
        starts_on, ends_on = version.starts_on, version.ends_on
        if starts_on is None and untouched:
            starts_on, ends_on = next_period(local_date(moment()))
        interval = str(months) if months in (3, 6) else OTHER
        if months is None and untouched and not version.meeting_text:
            interval = self.FIRST_INTERVAL
        return {
            "starts_on": starts_on,
            "ends_on": ends_on,
            "interval": interval,
            "meeting_months": None if months in (3, 6) else months,
            "meeting_text": version.meeting_text,
            "first_meeting_on": version.first_meeting_on,
            "sign_in_order": "orden" if version.sign_in_order else "alle",
        }

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if values.get("interval") not in (OTHER, None):
            for name in ("meeting_months", "meeting_text"):
                self.errors.pop(name, None)  # what does not count cannot be wrong
        starts_on, ends_on = values.get("starts_on"), values.get("ends_on")
        first = values.get("first_meeting_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", _("Perioden slutter, før den begynder. Ret en af datoerne."))
        elif first and ends_on and first > ends_on:
            self.add_error("first_meeting_on", _("Det første møde ligger efter aftalens slutning."))
        return values

    def save(self, revision: int) -> AgreementVersion:
        values = self.cleaned_data
        other = values["interval"] == OTHER
        return draft_save_period(
            actor=self.actor,
            version=self.version,
            revision=revision,
            starts_on=values["starts_on"],
            ends_on=values["ends_on"],
            meeting_months=values["meeting_months"] if other else int(values["interval"]),
            meeting_text=values["meeting_text"] if other else "",
            first_meeting_on=values["first_meeting_on"],
            sign_in_order=values["sign_in_order"] == "orden",
        )


def next_period(today: datetime.date) -> tuple[datetime.date, datetime.date]:
    """Two years from the first of the coming month: what most begin with."""
    month, year = (1, today.year + 1) if today.month == 12 else (today.month + 1, today.year)
    starts_on = datetime.date(year, month, 1)
    return starts_on, starts_on.replace(year=year + 2) - datetime.timedelta(days=1)
