"""What people enter about invoices, plans and systemic errors."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django import forms

from engagements.models import Rate, User
from qa.models import FindingCategory
from reporting.enums import SystemicSource
from reporting.selectors.impacted import Choice

TEXT = {"rows": 3}


def month_text(month: dt.date) -> str:
    return f"{month:%Y-%m}"


def month_parse(text: str) -> dt.date | None:
    """2026-03 as the first of March; None where it is no month."""
    try:
        return dt.date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


class NoteForm(forms.Form):
    note = forms.CharField(
        label="Note on the invoice", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}))


class UsageForm(forms.Form):
    month = forms.ChoiceField()
    rate = forms.ModelChoiceField(queryset=Rate.objects.none(), label="Paid by")
    quantity = forms.DecimalField(
        label="Hours, or dollars collected", min_value=0, max_digits=14, decimal_places=2
    )
    evidence = forms.CharField(
        label="Taken from",
        max_length=200,
        help_text="The time sheet or statement, by its number. No patient data.",
    )

    def __init__(self, *args: Any, months: Iterable[dt.date], rates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(month_text(month), f"{month:%B %Y}") for month in months]
        self.fields["month"].choices = choices  # type: ignore[attr-defined]  # a choice field
        field: Any = self.fields["rate"]
        field.queryset = rates
        field.label_from_instance = lambda rate: f"{rate.covers}, {rate.get_unit_display()}"

    def clean_month(self) -> dt.date:
        month = month_parse(self.cleaned_data["month"])
        if month is None:
            raise forms.ValidationError("Choose a month of the list.")
        return month


class DisputeForm(forms.Form):
    amount = forms.DecimalField(
        label="Disputed amount ($)", min_value=0, max_digits=14, decimal_places=2
    )
    reason = forms.CharField(label="What is wrong", widget=forms.Textarea(attrs=TEXT))


class AnswerForm(forms.Form):
    UPHOLD, CONCEDE = "uphold", "concede"
    outcome = forms.ChoiceField(
        label="Answer",
        choices=[
            (UPHOLD, "The line is right"),
            (CONCEDE, "The line is wrong: issue a credit note over the disputed amount"),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label="Why", widget=forms.Textarea(attrs=TEXT), help_text="The practice reads it."
    )


class PlanForm(forms.Form):
    cause = forms.CharField(label="Cause", widget=forms.Textarea(attrs=TEXT))
    measures = forms.CharField(label="Measures", widget=forms.Textarea(attrs=TEXT))
    owner = forms.ModelChoiceField(queryset=User.objects.none(), label="Owner")
    due_on = forms.DateField(label="Done by", widget=forms.DateInput)

    def __init__(self, *args: Any, owners: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners  # type: ignore[attr-defined]  # a model choice field


class DecisionForm(forms.Form):
    reason = forms.CharField(
        label="Remark", required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class ChoiceForm(forms.Form):
    """Which charts a systemic error spoiled."""

    source = forms.ChoiceField(label="Shown by", choices=SystemicSource.choices)
    first = forms.DateField(label="From", widget=forms.DateInput)
    last = forms.DateField(label="Until", widget=forms.DateInput)
    specialty = forms.CharField(max_length=60, required=False, help_text="Empty: all.")
    category = forms.ModelChoiceField(
        queryset=FindingCategory.objects.none(),
        required=False,
        to_field_name="key",
        empty_label="All",
        help_text="Of findings.",
    )
    carc = forms.CharField(
        label="Denial reason (CARC)", max_length=5, required=False, help_text="Of denials."
    )
    code = forms.CharField(
        label="Code begins with", max_length=10, required=False, help_text="As the vendor coded it."
    )

    def __init__(self, *args: Any, categories: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = categories  # type: ignore[attr-defined]  # a model choice field

    def choice(self) -> Choice:
        values = self.cleaned_data
        category = values["category"]
        return Choice(
            source=values["source"],
            first=values["first"],
            last=values["last"],
            specialty=values["specialty"].strip().lower().replace(" ", "_"),
            category=category.key if category else "",
            carc=values["carc"].strip(),
            code=values["code"].strip().upper(),
        )


class SystemicForm(ChoiceForm):
    title = forms.CharField(max_length=120, help_text="In a few words, without patient data.")
    cause = forms.CharField(widget=forms.Textarea(attrs=TEXT))
    field_order = ("title", "cause")
