"""The ladder's editor: steps as rows, added, removed and moved without scripts, and a promise to preview it with."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from agreements.forms.fields import DayField, PickField
from orders.ladder import MOST_STEPS, Ladder, LadderError, Phase, Role, Step, When
from orders.ladder_words import key, role_choices, time_choices, time_of
from orders.promises import PROMISES, Party

AT = key(When.AT, 0)
NEW = Step(When.DAYS_AFTER, 1, ())


@dataclass(frozen=True, slots=True)
class Row:
    """One step on the page. `is_breach`: its time is fixed and it cannot be removed."""

    place: int
    when: BoundField
    who: BoundField
    is_breach: bool
    may_go_up: bool
    may_go_down: bool


class LadderForm(forms.Form):
    """The steps as they stand on the page, from a day on. `act` is the pressed button: "save", "show", "add",
    "standard", or "remove-2", "up-2", "down-2".
    """

    valid_from = DayField(label=_("Gælder fra"))
    promise = PickField(label=_("Vis med løftet"), required=False)

    # What the page says, if it is a ladder; known once the form has been cleaned.
    ladder: Ladder | None = None

    def __init__(self, *args: Any, steps: Sequence[Step], owed_to: Party, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.owed_to = owed_to
        self.steps = list(steps)
        codes = [
            (code.value, one.title_text) for code, one in PROMISES.items() if _is_owed(one.owed_to, owed_to)
        ]
        self.fields["promise"].choices = codes  # type: ignore[attr-defined]
        for place, step in enumerate(self.steps, start=1):
            is_breach = step.phase is Phase.BREACH
            self.fields[f"when_{place}"] = (
                forms.CharField(widget=forms.HiddenInput, initial=AT)
                if is_breach
                else PickField(label=_("Hvornår"), choices=time_choices(step), initial=key(step.when, step.n))
            )
            self.fields[f"who_{place}"] = forms.MultipleChoiceField(
                label=_("Hvem får besked"),
                choices=role_choices(owed_to),
                widget=forms.CheckboxSelectMultiple,
                initial=[role.value for role in step.who],
                error_messages=dict.fromkeys(
                    ("required", "invalid_choice", "invalid_list"), _("Vælg mindst én, der får besked.")
                ),
            )

    def rows(self) -> Iterator[Row]:
        """The steps in order, for the template."""
        last = len(self.steps)
        phases = [step.phase for step in self.steps]
        for place, phase in enumerate(phases, start=1):
            yield Row(
                place,
                self[f"when_{place}"],
                self[f"who_{place}"],
                phase is Phase.BREACH,
                place > 1 and phase is not Phase.BREACH and phases[place - 2] is phase,
                place < last and phase is not Phase.BREACH and phases[place] is phase,
            )

    @property
    def may_grow(self) -> bool:
        return len(self.steps) < MOST_STEPS

    def clean(self) -> dict[str, Any]:
        """Build the ladder; what is wrong with a step stands at that step."""
        values = self.cleaned_data
        self.ladder = None
        names = [f"{part}_{place}" for place in range(1, len(self.steps) + 1) for part in ("when", "who")]
        if any(name in self.errors for name in names):
            return values
        try:
            self.ladder = Ladder(tuple(in_order(self.steps)))
            self.ladder.check_for(self.owed_to)
        except LadderError as wrong:
            self.ladder = None
            place = self._place_of(wrong.step)
            self.add_error(f"when_{place}" if self._may_blame(place) else None, str(wrong))
        return values

    def _place_of(self, step: int) -> int:
        """Where the ladder's step stands on the page."""
        return self.steps.index(in_order(self.steps)[step - 1]) + 1 if step else 0

    def _may_blame(self, place: int) -> bool:
        return bool(place) and self.steps[place - 1].phase is not Phase.BREACH


def _is_owed(one: Party, other: Party) -> bool:
    return (one is Party.COMPANY) is (other is Party.COMPANY)


def in_order(steps: Sequence[Step]) -> list[Step]:
    """Warnings, the breach, later steps by day: as the user placed them within each."""
    order = (Phase.WARNING, Phase.BREACH, Phase.LATER)
    return sorted(
        steps, key=lambda step: (order.index(step.phase), step.n if step.phase is Phase.LATER else 0)
    )


def typed_steps(data: Mapping[str, Any], held: Sequence[Step]) -> list[Step]:
    """The steps as they stand on the page that was sent; `held` where it says nothing. Never raises.

    The breach is there whatever was sent.
    """
    found: list[Step] = []
    for place in range(1, MOST_STEPS + 1):
        value = data.get(f"when_{place}")
        if value is None:
            break
        try:
            when, n = time_of(str(value))
        except ValueError:
            when, n = NEW.when, NEW.n
        names = data.getlist(f"who_{place}") if hasattr(data, "getlist") else ()
        who = tuple(Role(name) for name in dict.fromkeys(names) if name in list(Role))
        found.append(Step(when, n, who))
    if not found:
        return list(held)
    if not any(step.phase is Phase.BREACH for step in found):
        found = [*found[: MOST_STEPS - 1], Step(When.AT, 0, ())]
    return in_order(found)


def acted(steps: Sequence[Step], act: str) -> list[Step]:
    """The steps after a press of "add", "remove-2", "up-2" or "down-2"; unchanged for any other press."""
    found = list(steps)
    name, _dash, number = act.partition("-")
    place = int(number) if number.isascii() and number.isdigit() and len(number) == 1 else 0
    if name == "add" and len(found) < MOST_STEPS:
        days = [step.n for step in found if step.phase is Phase.LATER]
        found.append(Step(When.DAYS_AFTER, min(max(days, default=0) + 1, 10), ()))
    elif name == "remove" and 1 <= place <= len(found) and found[place - 1].phase is not Phase.BREACH:
        del found[place - 1]
    elif name in ("up", "down"):
        other = place - 1 if name == "up" else place + 1
        if min(place, other) >= 1 and max(place, other) <= len(found):
            first, second = found[place - 1], found[other - 1]
            if first.phase is second.phase is not Phase.BREACH:
                found[place - 1], found[other - 1] = second, first
    return found


def as_data(steps: Sequence[Step], sent: Mapping[str, Any]) -> dict[str, Any]:
    """What the page would send with these steps, beside the fields that are no steps."""
    data: dict[str, Any] = {name: sent.get(name, "") for name in ("valid_from", "promise")}
    for place, step in enumerate(steps, start=1):
        data |= {f"when_{place}": key(step.when, step.n), f"who_{place}": [role.value for role in step.who]}
    return data


def told(act: str) -> str:
    """What was done, for those who do not see the page change."""
    name = act.partition("-")[0]
    words = {
        "add": gettext("Et trin er føjet til. Vælg hvornår, og hvem der får besked."),
        "remove": gettext("Trinnet er taget væk."),
        "up": gettext("Trinnet er flyttet op."),
        "down": gettext("Trinnet er flyttet ned."),
        "standard": gettext("Her står standarden. Den gælder først, når du gemmer."),
    }
    return words.get(name, "")
