"""Rules of the clocks and payers."""

from typing import Any

from django import forms

from engagements.enums import CutoffKind, DocumentType, EncounterClass
from engagements.kernel.fields import LONGEST_TEXT
from engagements.models.clocks import MONTH_BUSINESS_DAYS

_DATE = forms.DateInput(attrs={"type": "date"})
_TIME = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
ANY = ("", "Any")


class RequirementForm(forms.Form):
    encounter_class = forms.ChoiceField(choices=EncounterClass.choices, label="Class")
    document_type = forms.ChoiceField(choices=DocumentType.choices, label="Document")
    needs_signature = forms.BooleanField(required=False, initial=True, label="Signed")
    needs_date = forms.BooleanField(required=False, label="Dated")
    effective_from = forms.DateField(label="For dates of service from", widget=_DATE)


class CutoffForm(forms.Form):
    location = forms.CharField(
        max_length=60, required=False, help_text="Empty: every location with no rule of its own."
    )
    kind = forms.ChoiceField(choices=CutoffKind.choices, label="Cutoff on the")
    business_day = forms.IntegerField(
        min_value=1, max_value=MONTH_BUSINESS_DAYS, initial=3, label="Which business day"
    )
    wall_time = forms.TimeField(label="Until", initial="17:00", widget=_TIME)
    effective_from = forms.DateField(label="For dates of service from", widget=_DATE)


class ComplexityForm(forms.Form):
    specialty = forms.CharField(max_length=60, required=False)
    encounter_class = forms.ChoiceField(
        choices=[ANY, *EncounterClass.choices], required=False, label="Class"
    )
    payer = forms.ModelChoiceField(queryset=None, required=False, empty_label="Any")  # type: ignore[var-annotated]  # set in __init__
    effective_from = forms.DateField(label="For dates of service from", widget=_DATE)

    def __init__(self, *args: Any, payers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payer"].queryset = payers  # type: ignore[attr-defined]  # a model choice field


class PayerForm(forms.Form):
    name = forms.CharField(max_length=120)
    aliases = forms.CharField(
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Other spellings in files, one per line.",
    )
    timely_filing_days = forms.IntegerField(
        min_value=1,
        max_value=1500,
        required=False,
        label="Timely filing (days)",
        help_text="From the date of service. Empty: no limit is known.",
    )
    filing_alert_days = forms.IntegerField(
        min_value=0, max_value=365, initial=30, label="Warn when so many days are left"
    )

    def clean_aliases(self) -> list[str]:
        return str(self.cleaned_data["aliases"]).splitlines()


class EndForm(forms.Form):
    on = forms.DateField(label="Last day of service", widget=_DATE)
