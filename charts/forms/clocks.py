"""Forms about a chart's documents, class and billing; times are of the engagement's zone."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from charts.enums import ClassField
from charts.models import Chart
from charts.services import DocumentInput
from engagements.enums import Complexity, DocumentType, EncounterClass, Urgency
from engagements.kernel.errors import DomainError


def _moment(label: str, *, help_text: str = "", required: bool = False) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=required, widget=widget, help_text=help_text)


class ZonedForm(forms.Form):
    """Local times of the engagement become instants."""

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(zone)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        return {
            name: value.replace(tzinfo=self.zone) if isinstance(value, datetime) else value
            for name, value in data.items()
        }

    def require_valid(self) -> dict[str, Any]:
        if not self.is_valid():
            name, errors = next(iter(self.errors.items()))
            raise DomainError(str(errors[0]), field=name, remedy="Correct it and send it again.")
        return self.cleaned_data


class DocumentForm(ZonedForm):
    document_type = forms.ChoiceField(choices=DocumentType.choices, label="Document")
    dated_at = _moment("Dated")
    signed_at = _moment("Signed", help_text="Empty: not signed yet.")
    received_at = _moment("Available to the vendor", help_text="Empty: now.")
    reference = forms.CharField(
        max_length=64, required=False, help_text="The document's number in the EHR."
    )

    def document(self, now: datetime) -> DocumentInput:
        data = self.require_valid()
        return DocumentInput(**(data | {"received_at": data["received_at"] or now}))


class ClassForm(forms.Form):
    encounter_class = forms.ChoiceField(choices=EncounterClass.choices, label="Class")
    urgency = forms.ChoiceField(choices=Urgency.choices)
    complexity = forms.ChoiceField(choices=Complexity.choices)
    reason = forms.CharField(max_length=200, help_text="No names of patients.")

    @classmethod
    def of(cls, chart: Chart) -> "ClassForm":
        initial = {field.value: getattr(chart, field.value) for field in ClassField}
        return cls(initial=initial, auto_id="class_%s")

    def values(self) -> dict[ClassField, str]:
        if not self.is_valid():
            name, errors = next(iter(self.errors.items()))
            raise DomainError(str(errors[0]), field=name, remedy="Correct it and send it again.")
        return {field: self.cleaned_data[field.value] for field in ClassField}


class BilledForm(ZonedForm):
    at = _moment("Claim sent", required=True)
