"""Fields with the rules that the pages have: one line, readable text, days that somebody may plan."""

import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import serializers

from companies.validators import one_line
from jobcenters.calendar import local_date
from orders.forms.fields import LATEST_DAYS, readable


class Line(serializers.CharField):
    """One line of text."""

    def __init__(self, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.validators.append(one_line)


class Text(serializers.CharField):
    """Readable text of several lines."""

    def __init__(self, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.validators.append(readable)


def ahead(value: datetime.date) -> None:
    """Today (Danish time) or later, and no further than anybody plans. Raises ValidationError (Danish)."""
    today = local_date(timezone.now())
    if value < today:
        raise ValidationError(_("Datoen er passeret. Vælg i dag eller senere."), code="past")
    if (value - today).days > LATEST_DAYS:
        raise ValidationError(_("Datoen ligger for langt væk. Kontrollér årstallet."), code="far")


class ComingDay(serializers.DateField):
    """A day that has not passed."""

    def __init__(self, **keywords: Any) -> None:
        super().__init__(**keywords)
        self.validators.append(ahead)
