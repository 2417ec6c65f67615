"""What the vendor reports of its own work, as it is typed in."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms

from engagements.kernel.metrics import METRICS
from engagements.kernel.presentation import humanize
from reporting.enums import ReportSpan
from reporting.selectors.threeway import ALL, REPORTABLE
from reporting.spans import months_over, span_label

HUNDRED = Decimal(100)


class VendorFigureForm(forms.Form):
    month = forms.TypedChoiceField(coerce=dt.date.fromisoformat)
    kpi = forms.ChoiceField(label="Figure")
    specialty = forms.ChoiceField(required=False)
    value = forms.DecimalField(
        label="Reported (percent)", min_value=0, max_value=100, max_digits=7, decimal_places=4
    )
    n = forms.IntegerField(
        label="Rests on (n)",
        min_value=1,
        required=False,
        help_text="Charts or claims behind it. Empty: the vendor does not say.",
    )
    method = forms.CharField(
        max_length=200,
        required=False,
        help_text="How the vendor measured it. Empty: it does not say.",
    )
    source = forms.CharField(
        max_length=200, help_text="Where the vendor says so: its report, a letter, a meeting."
    )

    def __init__(
        self, *args: Any, today: dt.date, specialties: Iterable[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = {
            "month": [(m.isoformat(), span_label(ReportSpan.MONTH, m)) for m in months_over(today)],
            "kpi": [(key, METRICS.kpis[key].label) for key in REPORTABLE],
            "specialty": [("", ALL), *((each, humanize(each)) for each in specialties)],
        }
        for name, offered in choices.items():
            self.fields[name].choices = offered  # type: ignore[attr-defined]  # -- choice fields

    def clean_value(self) -> Decimal:
        typed: Decimal = self.cleaned_data["value"]
        return typed / HUNDRED


class MonthsForm(forms.Form):
    """How many whole months the panel looks back."""

    months = forms.TypedChoiceField(
        choices=[("1", "Last month"), ("3", "Last 3 months"), ("12", "Last 12 months")],
        coerce=int,
        empty_value=3,
        required=False,
    )

    @property
    def chosen(self) -> int:
        return self.cleaned_data["months"] if self.is_valid() else 3
