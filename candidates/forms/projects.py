"""The forms of an upskilling project: the project, its numbers, meetings, participants, and the public sign-up."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from agreements.forms.life import MeetingForm
from candidates.criteria import MAX_TEXT
from candidates.enums import FunnelStep, GrantState, ProjectState, StopReason, TermKind
from candidates.models import Term, UpskillingProject
from candidates.services.project_watch import contact_key
from candidates.services.projects import MeetingData, ProjectData
from companies.fields import CvrField, LineField, LineInput
from companies.models import Company
from orders.forms.fields import DayField, NumberField, OnceForm, TextField
from orders.models import Order

MOST_PEOPLE = 5_000
_OTHER_THAN_NUMBER = re.compile(r"[^\d\s+()-]")


class PickField(forms.ChoiceField):
    """One of a list that may be long. `missing` is the sentence for nothing, or for something else."""

    def __init__(self, *, missing: Any, **kwargs: Any) -> None:
        messages = dict.fromkeys(("required", "invalid_choice"), missing)
        super().__init__(error_messages=messages, **kwargs)


class ProjectForm(OnceForm):
    """What the tovholders write. `jobcenters` are (organisation id, place); `orders` those that the actor may see."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = LineField(label=_("Titel"), max_length=160, missing=_("Giv projektet en titel."))
    state = PickField(label=_("Tilstand"), choices=ProjectState.choices, missing=_("Vælg en tilstand."))
    places = NumberField(label=_("Jobåbninger"), high=500)
    job_guarantee = forms.BooleanField(
        label=_("Jobgaranti: den, der gennemfører, får et af jobbene"), required=False
    )
    requirements = TextField(
        label=_("Hvilke kvalifikationer kræver jobbene?"), max_length=3000, rows=4, required=False
    )
    company = CvrField(label=_("Virksomhedens CVR-nummer"), required=False)
    order = LineField(
        label=_("Ordrenummer"),
        max_length=12,
        required=False,
        widget=LineInput(attrs={"class": "jo-w-short", "autocomplete": "off"}),
    )
    occupation = PickField(label=_("Fag"), required=False, missing=_("Vælg et fag fra listen."))
    school = LineField(label=_("Skole"), max_length=120, required=False, help_text=_("For eksempel AMU Fyn."))
    course = LineField(label=_("Kursus"), max_length=160, required=False)
    course_from = DayField(label=_("Kurset begynder"), past=True, required=False)
    course_to = DayField(label=_("Kurset slutter"), past=True, required=False)
    co_tovholder = PickField(
        label=_("Anden tovholder"),
        required=False,
        missing=_("Vælg et jobcenter fra listen."),
        help_text=_("To jobcentre kan dele rollen. Begge kan rette alt."),
    )
    asked = forms.MultipleChoiceField(
        label=_("Jobcentre, der beder borgere deltage"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages=dict.fromkeys(("invalid_choice", "invalid_list"), _("Vælg jobcentre fra listen.")),
        help_text=_("De ser projektet, tallene og deres egne borgere i det."),
    )
    partners = TextField(
        label=_("Samarbejdspartnere"),
        max_length=1000,
        rows=2,
        required=False,
        help_text=_("A-kasser, skoler og organisationer."),
    )
    advert = TextField(
        label=_("Annoncering"),
        max_length=1000,
        rows=2,
        required=False,
        help_text=_("Hvor deltagerne får øje på forløbet, for eksempel et opslag på Jobnet."),
    )

    def __init__(
        self, *args: Any, jobcenters: Sequence[tuple[int, str]], actor: Any, tovholder_id: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        others = [(str(pk), place) for pk, place in jobcenters if pk != tovholder_id]
        titles = Term.objects.filter(kind=TermKind.OCCUPATION, is_current=True).order_by("name")
        fields: dict[str, Any] = self.fields
        fields["co_tovholder"].choices = [("", _("Ingen")), *others]
        fields["asked"].choices = others
        fields["occupation"].choices = [
            ("", _("Ikke valgt")),
            *((str(pk), name) for pk, name in titles.values_list("pk", "name")),
        ]
        for step in FunnelStep:
            fields[f"planned_{step.value}"] = NumberField(
                label=step.label, low=0, high=MOST_PEOPLE, required=False
            )

    @property
    def planned_fields(self) -> list[forms.BoundField]:
        return [self[f"planned_{step.value}"] for step in FunnelStep]

    def clean_company(self) -> Company | None:
        cvr = self.cleaned_data["company"]
        if not cvr:
            return None
        found = Company.objects.visible_to(self.actor).standing().filter(cvr=cvr).first()
        if found is None:
            raise ValidationError(
                _("Virksomheden findes ikke her endnu. Opret den under Virksomheder først.")
            )
        return found

    def clean_order(self) -> Order | None:
        number = self.cleaned_data["order"]
        if not number:
            return None
        found = Order.objects.visible_to(self.actor).filter(number__iexact=number).first()
        if found is None:
            raise ValidationError(_("I har ingen ordre med det nummer."))
        return found

    def data_of(self) -> ProjectData:
        """What was written, of a valid form. An order says which company it is about."""
        values = self.cleaned_data
        names = (
            *("title", "state", "places", "job_guarantee", "requirements", "school", "course"),
            *("course_from", "course_to", "partners", "advert", "order"),
        )
        other, term, order = values["co_tovholder"], values["occupation"], values["order"]
        return ProjectData(
            **{name: values[name] for name in names},
            company=values["company"] or (order.company if order else None),
            co_tovholder=Organisation.objects.get(pk=other) if other else None,
            occupation=Term.objects.get(pk=term) if term else None,
            planned=tuple(values[f"planned_{step.value}"] for step in FunnelStep),
        )

    def asked_ids(self) -> set[int]:
        return {int(value) for value in self.cleaned_data["asked"]}


def initial_of(project: UpskillingProject, order_number: str, asked: Sequence[int]) -> dict[str, Any]:
    """The form's values that show the project as it stands."""
    names = (
        *("title", "state", "places", "job_guarantee", "requirements", "school", "course", "course_from"),
        *("course_to", "partners", "advert", "version"),
    )
    return {
        **{name: getattr(project, name) for name in names},
        **{f"planned_{step.value}": project.planned_at(step) for step in FunnelStep},
        "company": project.company.cvr if project.company else "",
        "order": order_number,
        "occupation": str(project.occupation_id or ""),
        "co_tovholder": str(project.co_tovholder_id or ""),
        "asked": [str(pk) for pk in asked],
    }


class NumbersForm(forms.Form):
    """People without a name from one jobcentre, step by step. An empty field: not counted."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for step in FunnelStep:
            self.fields[f"step_{step.value}"] = NumberField(
                label=step.label, low=0, high=MOST_PEOPLE, required=False
            )

    def numbers(self) -> dict[FunnelStep, int | None]:
        return {step: self.cleaned_data[f"step_{step.value}"] for step in FunnelStep}


class ProjectMeetingForm(MeetingForm):
    """When, where, and what the citizens read."""

    text = TextField(
        label=_("Hvad handler mødet om?"),
        max_length=3000,
        rows=4,
        required=False,
        help_text=_("Står på den offentlige tilmelding. Skriv intet, som ikke alle må læse."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].required = True
        self.fields["place"].error_messages["required"] = _("Skriv, hvor mødet holdes.")

    def data_of(self) -> MeetingData:
        values = self.cleaned_data
        return MeetingData(self.starts_at(), values["minutes_long"], values["place"], values["text"])


class AddForm(OnceForm):
    """Own candidates into the project, and whether they are signed up for the next meeting."""

    candidates = forms.CharField(required=False)
    sign_up = forms.BooleanField(label=_("Tilmeld dem også informationsmødet"), required=False, initial=True)

    @property
    def chosen(self) -> frozenset[str]:
        """The uuids that were ticked, whatever else is wrong; at most 200 of them."""
        getlist = getattr(self.data, "getlist", None)
        ticked = getlist("candidates") if getlist else []
        return frozenset(value[:36] for value in ticked[:200] if len(value) == 36)

    def clean(self) -> dict[str, Any]:
        if not self.chosen:
            self.add_error("candidates", _("Vælg mindst én kandidat."))
        return self.cleaned_data


class OwnWordsForm(forms.Form):
    """The words to find own candidates by."""

    q = LineField(label=_("Søg blandt jeres egne"), max_length=MAX_TEXT, required=False)


# --- one participant -------------------------------------------------------------------------------------------------


class StepForm(forms.Form):
    """A step as it stood when the page was read."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)


class JobForm(StepForm):
    job_started_on = DayField(label=_("Første arbejdsdag"), past=True, required=False)


class GrantForm(StepForm):
    grant = PickField(
        label=_("Hvordan står det til med bevillingen?"),
        choices=GrantState.choices,
        widget=forms.RadioSelect,
        missing=_("Vælg, hvordan det står til med bevillingen."),
    )
    reason = LineField(
        label=_("Hvorfor er kurset ikke bevilget?"),
        max_length=300,
        required=False,
        help_text=_("Kun nødvendigt ved “Ikke bevilget”. Kun jeres eget jobcenter kan læse det."),
    )

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        if (
            values.get("grant") == GrantState.REFUSED
            and not values.get("reason")
            and "reason" not in self.errors
        ):
            self.add_error("reason", _("Skriv, hvorfor kurset ikke er bevilget."))
        return values


class StopForm(StepForm):
    reason = PickField(
        label=_("Hvorfor går deltageren ud?"),
        choices=StopReason.choices,
        widget=forms.RadioSelect,
        missing=_("Vælg en grund."),
    )


# --- the citizen -----------------------------------------------------------------------------------------------------


class CitizenForm(forms.Form):
    """Name, and one way to be reached."""

    name = LineField(
        label=_("Dit navn"),
        max_length=120,
        missing=_("Skriv dit navn."),
        widget=LineInput(attrs={"autocomplete": "name"}),
    )
    contact = LineField(
        label=_("Din e-mail eller dit telefonnummer"),
        max_length=120,
        missing=_("Skriv en e-mail eller et telefonnummer, så vi kan give besked, hvis mødet flyttes."),
        widget=LineInput(attrs={"autocomplete": "email"}),
    )

    def clean_contact(self) -> str:
        contact: str = self.cleaned_data["contact"]
        if "@" in contact:
            try:
                validate_email(contact)
            except ValidationError as error:
                raise ValidationError(_("E-mailen ser ikke rigtig ud. Kontrollér den.")) from error
        elif _OTHER_THAN_NUMBER.search(contact) or len(contact_key(contact)) != 8:
            raise ValidationError(_("Skriv en e-mail eller et telefonnummer med otte cifre."))
        return contact
