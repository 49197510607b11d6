"""The forms of the contact lists: searching, writing an entry, and the answer by a link."""

import re
from typing import Any, cast
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from jobcenters.contacting.asking import Change
from jobcenters.contacting.finding import Wanted
from jobcenters.enums import ContactList
from jobcenters.models import ContactEntry, Network
from jobcenters.services.contacts import EntryInput

_UNREADABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_TELEPHONE = re.compile(r"\+?[0-9 ().\-]{8,20}")


class Line(forms.CharField):
    """One line of readable text."""

    def __init__(self, *, max_length: int, missing: Any = "", **kwargs: Any) -> None:
        messages = {
            "max_length": _("Teksten er for lang: %(show_value)s tegn. Der er plads til %(limit_value)s.")
        }
        if missing:
            messages["required"] = missing
        super().__init__(max_length=max_length, error_messages=messages, **kwargs)

    def to_python(self, value: Any) -> str:
        # Django's own look for NUL has an English sentence, so it comes after this one.
        text = str(super().to_python(value) or "")
        if _UNREADABLE.search(text):
            raise ValidationError(_("Teksten indeholder usynlige tegn. Slet dem, og prøv igen."))
        return text


class Telephone(Line):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.TextInput(attrs={"type": "tel", "class": "jo-w-mid"}))
        super().__init__(label=_("Telefon"), max_length=20, required=False, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text and (not _TELEPHONE.fullmatch(text) or len(re.sub(r"[^0-9]", "", text)) < 8):
            raise ValidationError(_("Skriv et telefonnummer med mindst 8 cifre, for eksempel 76 12 34 56."))
        return str(text)


class Words(Line):
    """Words with commas between them; each once, in the order written."""

    def clean(self, value: Any) -> str:
        words = (word.strip() for word in super().clean(value).split(","))
        return ", ".join(dict.fromkeys(word for word in words if word))


class ContactSearchForm(forms.Form):
    """Three words that narrow a list; the address is the search."""

    emne = Line(label=_("Emne eller person"), max_length=60, required=False)
    sted = Line(label=_("Sted"), max_length=60, required=False)
    sprog = Line(label=_("Sprog"), max_length=40, required=False)

    def wanted(self, *, kind: str = "", network: UUID | None = None) -> Wanted:
        """What is looked for; what cannot be read narrows nothing, and has its sentence at the field."""
        self.is_valid()
        values = getattr(self, "cleaned_data", {})
        return Wanted(
            subject=values.get("emne", ""),
            place=values.get("sted", ""),
            language=values.get("sprog", ""),
            kind=kind,
            network=network,
        )


class ContactEntryForm(forms.Form):
    """A contact person as it stands on the list."""

    person = Line(
        label=_("Navn"), max_length=100, missing=_("Skriv personens navn, eller hvad teamet hedder.")
    )
    list_kind = forms.ChoiceField(
        label=_("Liste"), choices=ContactList.choices, error_messages={"required": _("Vælg en liste.")}
    )
    network = forms.ChoiceField(label=_("Netværk"), required=False)
    subject = Words(
        label=_("Emner"),
        max_length=120,
        required=False,
        help_text=_("Adskil med komma, for eksempel “Industri, Fleksjob”."),
    )
    telephone = Telephone()
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        error_messages={"invalid": _("Skriv en e-mailadresse, for eksempel navn@kommune.dk.")},
    )
    languages = Words(
        label=_("Sprog"), max_length=120, required=False, help_text=_("Adskil med komma, ud over dansk.")
    )
    stand_in = forms.ChoiceField(
        label=_("Stedfortræder"),
        required=False,
        help_text=_("Får mailen, når personen er væk, eller mail kommer retur."),
    )

    def __init__(
        self, *args: Any, networks: list[Network], colleagues: list[ContactEntry], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._networks = {str(one.uuid): one for one in networks}
        self._colleagues = {str(one.uuid): one for one in colleagues}
        self._offer("network", [("", _("Kun den nationale liste"))], self._networks, str)
        self._offer("stand_in", [("", _("Ingen"))], self._colleagues, _called)

    def _offer(self, name: str, first: list[tuple[str, Any]], rows: dict[str, Any], text: Any) -> None:
        field = cast(forms.ChoiceField, self.fields[name])
        field.choices = [*first, *((key, text(row)) for key, row in rows.items())]
        field.error_messages["invalid_choice"] = str(_("Vælg en mulighed på listen."))

    @staticmethod
    def initial_of(entry: ContactEntry) -> dict[str, Any]:
        return {
            "person": entry.person,
            "list_kind": entry.list_kind,
            "network": str(entry.network.uuid) if entry.network else "",
            "subject": entry.subject,
            "telephone": entry.telephone,
            "email": entry.email,
            "languages": entry.languages,
            "stand_in": str(entry.stand_in.uuid) if entry.stand_in else "",
        }

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        written = "telephone" in values and "email" in values
        if written and not (values["telephone"] or values["email"]):
            self.add_error("telephone", _("Skriv en telefon eller en e-mail."))
        return values

    def values(self) -> EntryInput:
        got = self.cleaned_data
        return EntryInput(
            list_kind=got["list_kind"],
            person=got["person"],
            network=self._networks.get(got["network"]),
            telephone=got["telephone"],
            email=got["email"],
            subject=got["subject"],
            languages=got["languages"],
            stand_in=self._colleagues.get(got["stand_in"]),
        )


def _called(entry: ContactEntry) -> str:
    return f"{entry.person} ({entry.get_list_kind_display()})"


class ChangeForm(forms.Form):
    """What a person may write anew about themselves by the link in a mail."""

    telephone = Telephone()
    subject = Words(label=_("Emner"), max_length=120, required=False, help_text=_("Adskil med komma."))
    languages = Words(label=_("Sprog"), max_length=120, required=False, help_text=_("Ud over dansk."))

    def __init__(self, data: Any = None, *, entry: ContactEntry) -> None:
        initial = {name: getattr(entry, name) for name in ("telephone", "subject", "languages")}
        super().__init__(data, prefix=f"k{entry.pk}", initial=initial)
        self.entry = entry

    def change(self) -> Change:
        return Change(**self.cleaned_data)
