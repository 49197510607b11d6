"""A company's own order: seven questions on one page, in the company's words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from companies.models import Workplace
from orders.enums import CandidateContact, EmploymentForm, PostingWish
from orders.forms.fields import DayField, NumberField, TextField
from orders.forms.intake import LineForm, NeedForm, PickField
from orders.models import Order
from orders.models.orders import MAX_PLACES

ME = "mig"  # the signed-in person, who is not among the company's contact persons yet
MOST_RADIOS = 6


class PortalLineForm(LineForm):
    """A line without what only a jobcentre asks for; what the person must be able to do is one question for all."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["occupation"].label = _("Hvilken stilling?")
        self.fields["places"].label = _("Hvor mange?")
        self.fields["form"].label = _("Hvilken slags ansættelse?")
        del self.fields["requirements"]


class PortalForm(NeedForm):
    """The order of a company with these `workplaces` and `contacts`; the first of each is chosen from the start."""

    workplace = PickField(
        label=_("Arbejdsplads"), sentence=_("Vælg, hvor de skal arbejde."), widget=forms.RadioSelect
    )
    contact = PickField(
        label=_("Hvem skal vi ringe til?"),
        sentence=_("Vælg, hvem vi skal ringe til."),
        widget=forms.RadioSelect,
    )
    job_description = TextField(
        label=_("Hvad går jobbet ud på?"),
        max_length=5000,
        rows=3,
        required=False,
        help_text=_("Opgaver, arbejdstider, og hvad der ellers er godt at vide."),
    )
    candidate_profile = TextField(
        label=_("Hvad skal de kunne?"),
        max_length=5000,
        rows=3,
        required=False,
        help_text=_("Skriv kun det, I ikke kan undvære: certifikat, kørekort, sprog."),
    )
    start_on = DayField(label=_("Hvornår skal de begynde?"), required=False)
    application_deadline = DayField(label=_("Hvornår er jeres ansøgningsfrist?"), required=False)
    cvs_wanted = NumberField(label=_("Hvor mange CV'er vil I have?"), low=0, high=MAX_PLACES, required=False)
    candidate_contact = PickField(
        label=_("Hvem taler med kandidaterne først?"),
        choices=[
            (CandidateContact.COMPANY, _("Vi ringer selv til dem")),
            (CandidateContact.SCREENS, _("Jobcentret taler med dem først")),
            (CandidateContact.ON_POSTING, _("Jobcentret står som kontakt på opslaget")),
        ],
        initial=CandidateContact.COMPANY,
        widget=forms.RadioSelect,
        sentence=_("Vælg, hvem der taler med kandidaterne først."),
    )
    wants_screening = forms.BooleanField(
        label=_("Vi vil gerne have, at I kontrollerer certifikater og erfaring"), required=False
    )
    posting = PickField(
        label=_("Skal jobbet slås op?"),
        choices=[
            (PostingWish.UNKNOWN, _("Det vil vi gerne tale om")),
            (PostingWish.YES, _("Ja, slå det op")),
            (PostingWish.NO, _("Nej, intet opslag")),
        ],
        initial=PostingWish.UNKNOWN,
        required=False,
        widget=forms.RadioSelect,
    )

    line_class = PortalLineForm
    after_lines = (
        "job_description",
        "workplace",
        "start_on",
        "candidate_profile",
        "application_deadline",
        "cvs_wanted",
        "wants_screening",
        "candidate_contact",
        "contact",
        "posting",
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        workplaces: Sequence[Workplace],
        contacts: Sequence[tuple[str, str]],
        asks: str,
        again: Order | None = None,
    ) -> None:
        """`contacts` are pairs of value and name, the person to choose first first. `asks` is the address that says
        when the company hears from us for a chosen workplace. `again` is an earlier order to begin from.
        """
        super().__init__(
            data, initial=_values(again) if again else None, lines=_lines(again) if again else ()
        )
        choices = [(str(row.uuid), _place(row)) for row in workplaces]
        ask = {"hx-get": asks, "hx-trigger": "change", "hx-target": "#svarfrist"}
        widget: forms.Widget = forms.RadioSelect(attrs=ask)
        if len(choices) > MOST_RADIOS:
            widget = forms.Select(attrs=ask)
        self._offer("workplace", choices, widget)
        self._offer("contact", list(contacts), forms.RadioSelect())

    def _offer(self, name: str, choices: list[tuple[str, str]], widget: forms.Widget) -> None:
        field = self.fields[name]
        field.widget = widget
        field.choices = choices  # type: ignore[attr-defined]
        if choices and self.initial.get(name) not in dict(choices):
            self.initial[name] = choices[0][0]

    @property
    def asks_contact(self) -> bool:
        """Whether there is more than one person to choose from."""
        return len(self.fields["contact"].choices) > 1  # type: ignore[attr-defined]


def _place(workplace: Workplace) -> str:
    words = f"{workplace.name}, {workplace.full_address}"
    return f"{words} · P-nummer {workplace.p_number}" if workplace.p_number else words


def _values(order: Order) -> dict[str, Any]:
    """What is the same when something is ordered again. Days are not: they have passed."""
    names = (
        "job_description",
        "candidate_profile",
        "cvs_wanted",
        "candidate_contact",
        "posting",
        "wants_screening",
    )
    return {
        **{name: getattr(order, name) for name in names},
        "workplace": str(order.workplace.uuid),
        "contact": str(order.contact.uuid) if order.contact else "",
    }


def _lines(order: Order) -> list[dict[str, Any]]:
    return [
        {
            "occupation": line.occupation,
            "places": line.places,
            "form": line.form if line.form in EmploymentForm.values else EmploymentForm.ORDINARY,
            "target_group": line.target_group,
        }
        for line in order.lines.all()
    ]
