"""Forms of parallel coding: the days that are shown, and the settling of a disagreement."""

import datetime as dt
from typing import Any

from django import forms

from charts.enums import AnswerRight, DisagreementReason
from charts.selectors.reconciling import LONGEST
from engagements.kernel.fields import LONGEST_TEXT


class DaysForm(forms.Form):
    """From one day to another, both inclusive."""

    first = forms.DateField(
        label="From", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    last = forms.DateField(
        label="To", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        first: dt.date | None = values.get("first")
        last: dt.date | None = values.get("last")
        if first and last and last < first:
            self.add_error("last", "It would end before it begins.")
        elif first and last and last - first > LONGEST:
            self.add_error("first", f"At most {LONGEST.days} days at once.")
        return values


class SettlementForm(forms.Form):
    right = forms.ChoiceField(
        label="Which answer is right", choices=[("", "Choose"), *AnswerRight.choices]
    )
    reason = forms.ChoiceField(
        label="Why they differ", choices=[("", "Choose"), *DisagreementReason.choices]
    )
    note = forms.CharField(
        label="What decides it",
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The documentation, the guideline or the payer's rule. No names of patients.",
    )
