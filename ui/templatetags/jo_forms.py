"""`{% load jo_forms %}`: a field with label, hint and error above it, and the error summary of a form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

# A width that shows how long the answer is expected to be.
_WIDTHS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.NumberInput, "jo-w-num"),
    (forms.DateInput, "jo-w-short"),
    (forms.TimeInput, "jo-w-short"),
    (forms.Select, "jo-w-mid"),
)


def _classes(widget: forms.Widget) -> str:
    own = str(widget.attrs.get("class", ""))
    base = "form-select" if isinstance(widget, forms.Select) else "form-input"
    width = next((name for kind, name in _WIDTHS if isinstance(widget, kind)), "")
    if "jo-w-" in own:
        width = ""
    return " ".join(part for part in (base, width, own) if part)


def first_id(field: BoundField) -> str:
    """The id that a link to the field's error should point at: the first choice where there are several."""
    if isinstance(field.field.widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{field.auto_id}_0"
    if isinstance(field.field.widget, forms.MultiWidget):
        return f"{field.auto_id}_0"
    return str(field.id_for_label or field.auto_id)


@register.inclusion_tag("components/field.html")
def field(
    field: BoundField, label: str = "", hint: str | None = None, inline: bool = False, optional: bool = True
) -> dict[str, Any]:
    """Label, hint, error, control, in this order, tied together for screen readers.

    Works for text, textarea, number, date, select, radios, checkboxes and hidden fields. A field that is not
    required says "(valgfrit)" unless `optional=False`. `hint=""` leaves the field's own help text out. `inline`
    puts radios or checkboxes side by side.
    """
    widget = field.field.widget
    hint = str(field.help_text or "") if hint is None else hint
    # A placeholder that repeats the label vanishes while one writes and is read twice: the hint says it better.
    widget.attrs.pop("placeholder", None)
    hint_id, error_id = f"{field.auto_id}_hint", f"{field.auto_id}_error"
    described = " ".join(part for part, shown in ((hint_id, hint), (error_id, field.errors)) if shown)
    slots: dict[str, Any] = {
        "field": field,
        "label": label or field.label,
        "hint": hint,
        "hint_id": hint_id,
        "error_id": error_id,
        "described_by": described,
        "optional": optional and not field.field.required,
        "inline": inline,
        "is_radio": False,
        "widgets": [],
        "widget": "",
        "kind": "input",
    }
    attrs = {"aria-describedby": described} if described else {}
    if field.is_hidden:
        return {**slots, "kind": "hidden", "widget": field.as_hidden()}
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        radio = not isinstance(widget, forms.CheckboxSelectMultiple)  # which inherits from RadioSelect
        css = "form-radio" if radio else "form-checkbox"
        # Each choice is drawn on its own: the group, not the choice, carries hint and error.
        widgets = [
            (choice.tag(), choice.id_for_label, choice.choice_label)
            for choice in _with_class(field, css).subwidgets
        ]
        return {**slots, "kind": "choices", "is_radio": radio, "widgets": widgets}
    if isinstance(widget, forms.CheckboxInput):
        return {
            **slots,
            "kind": "checkbox",
            "widget": field.as_widget(attrs={"class": "form-checkbox", **attrs}),
        }
    return {**slots, "widget": field.as_widget(attrs={"class": _classes(widget), **attrs})}


def _with_class(field: BoundField, css: str) -> BoundField:
    field.field.widget.attrs["class"] = css
    return field


def _with_label(bound: BoundField, message: str) -> str:
    label = str(bound.label)
    return f"{label} {message}" if label.endswith(("?", ".", ":")) else f"{label}: {message}"


@register.inclusion_tag("components/error_summary.html")
def error_summary(
    *form_list: forms.BaseForm | forms.BaseFormSet[Any] | Sequence[forms.BaseForm | BoundField | str],
    heading: str = "",
) -> dict[str, Any]:
    """All errors of forms (lists of them, formsets) with links to the fields; nothing where all is well.

    A page whose fields do not stand form by form gives a list in the order of the page: of forms, single fields, and
    messages that belong to none.
    """
    errors: list[tuple[str, str]] = []
    for form in form_list:
        if isinstance(form, forms.BaseFormSet):
            errors += [("", str(message)) for message in form.non_form_errors()]
            members: list[forms.BaseForm | BoundField | str] = list(form.forms)
        elif isinstance(form, forms.BaseForm):
            members = [form]
        else:
            members = list(form)
        for member in members:
            if isinstance(member, str):
                errors.append(("", member))
                continue
            if isinstance(member, forms.BaseForm):
                errors += [("", str(message)) for message in member.non_field_errors()]
            fields = member if isinstance(member, forms.BaseForm) else [member]
            errors += [
                ("" if bound.is_hidden else first_id(bound), _with_label(bound, str(message)))
                for bound in fields
                for message in bound.errors
            ]
    n = len(errors)
    heading = heading or (
        ngettext("Ret denne oplysning", "Ret disse %(n)s oplysninger", n) % {"n": n}
        if any(target for target, _message in errors)
        else _("Det kunne ikke lade sig gøre")
    )
    return {"errors": errors, "heading": heading}


@register.inclusion_tag("components/form_fields.html")
def form_fields(form: forms.BaseForm) -> dict[str, Any]:
    """Every field of the form in its own order, hidden ones included."""
    return {"form": form}
