"""What to draw, and which period to look at."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from engagements.enums import Side
from engagements.kernel.policy import Actor
from engagements.models import User
from qa.enums import SampleType
from qa.services import DrawPlan


def _last_month(today: dt.date) -> tuple[dt.date, dt.date]:
    end = today.replace(day=1) - dt.timedelta(days=1)
    return end.replace(day=1), end


class SampleForm(forms.Form):
    """What to draw. The seed is made by the draw and cannot be chosen."""

    name = forms.CharField(max_length=120)
    sample_type = forms.ChoiceField(
        label="Type",
        choices=SampleType.choices,
        initial=SampleType.RANDOM,
        help_text="Only random samples may be generalised and give a verdict.",
    )
    drawn_for = forms.ChoiceField(label="Audited by")
    period_start = forms.DateField(label="Attested from", widget=forms.DateInput())
    period_end = forms.DateField(label="Attested to", widget=forms.DateInput())
    coder = forms.ModelChoiceField(
        queryset=User.objects.none(), required=False, empty_label="All coders"
    )
    specialty = forms.ChoiceField(required=False)
    code = forms.CharField(
        max_length=10,
        required=False,
        label="Code begins with",
        help_text="Targeted samples only, for a focused review.",
    )
    size = forms.IntegerField(min_value=1, max_value=5000, initial=30, label="Charts")
    spares = forms.IntegerField(min_value=0, max_value=500, initial=5)
    by_risk = forms.BooleanField(
        required=False,
        label="Weigh by denial risk",
        help_text="Targeted samples only: charts of risky specialties are drawn more often.",
    )
    purpose = forms.CharField(max_length=200, required=False)

    def __init__(
        self, *args: Any, actor: Actor, coders: Any, specialties: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coder"].queryset = coders
        self.fields["specialty"].choices = [
            ("", "All specialties"),
            *((value, value.replace("_", " ")) for value in specialties),
        ]
        self.fields["drawn_for"].choices = _auditing_sides(actor)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("period_start"), data.get("period_end")
        if start and end and end < start:
            raise ValidationError({"period_end": "The period ends before it starts."})
        if data.get("code") and data.get("sample_type") != SampleType.TARGETED:
            raise ValidationError(
                {"code": "Charts picked by a code make a targeted sample: change the type."}
            )
        if data.get("by_risk") and data.get("sample_type") != SampleType.TARGETED:
            raise ValidationError(
                {"by_risk": "Charts drawn by risk make a targeted sample: change the type."}
            )
        return data

    def plan(self) -> DrawPlan:
        data = self.cleaned_data
        return DrawPlan(**{**data, "code": data["code"].upper()})


def _auditing_sides(actor: Actor) -> list[tuple[str, str]]:
    labels = {
        Side.VENDOR.value: "Vendor's QA",
        Side.AUDITOR.value: "Independent auditor",
    }
    if actor.side == Side.PRACTICE:
        allowed = [Side.AUDITOR.value, Side.VENDOR.value]
        if actor.engagement.auditor_id is None:
            allowed.remove(Side.AUDITOR.value)
        return [(side, labels[side]) for side in allowed]
    return [(actor.side, labels[actor.side])]


def sample_initial(today: dt.date) -> dict[str, Any]:
    start, end = _last_month(today)
    return {"name": f"Sample {start:%Y-%m}", "period_start": start, "period_end": end}


class PeriodForm(forms.Form):
    start = forms.DateField(required=False, label="Completed from", widget=forms.DateInput())
    end = forms.DateField(required=False, label="to", widget=forms.DateInput())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("start") and data.get("end") and data["end"] < data["start"]:
            raise ValidationError({"end": "The period ends before it starts."})
        return data
