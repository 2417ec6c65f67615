"""Phases, their plan and checklist, bounds and rollbacks."""

from decimal import Decimal
from typing import Any

from django import forms

from engagements.enums import Side
from engagements.enums.transition import BoundPhase
from engagements.forms.people import roles_of_side
from engagements.kernel.fields import LONGEST_TEXT
from engagements.kernel.metrics import METRICS, Kpi, Unit
from engagements.models import User
from engagements.roles import Role


def area(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class PhaseMoveForm(forms.Form):
    """The confirmation of a change of phase; what it asks for depends on the gates."""

    reason = forms.CharField(
        max_length=LONGEST_TEXT,
        label="Reason",
        widget=area(),
        help_text="Kept in the phase history, for both sides.",
    )

    def __init__(self, *args: Any, overrides: bool, acknowledges: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if overrides:
            self.fields["override_reason"] = forms.CharField(
                max_length=LONGEST_TEXT,
                label="Reason to override the gates that do not pass",
                widget=area(),
                required=False,
                help_text="Shown in the history for good, beside the gates as they stand now.",
            )
        if acknowledges:
            self.fields["acknowledged_name"] = forms.CharField(
                label="Acknowledged by", max_length=150
            )
            self.fields["acknowledged_title"] = forms.CharField(label="Title", max_length=150)
            self.fields["duty_role"] = forms.ChoiceField(
                label="Finds and repays overpayments",
                choices=roles_of_side(Side.PRACTICE.value),
                initial=Role.COMPLIANCE_OFFICER.value,
            )
            self.fields["acknowledged"] = forms.BooleanField(
                label="The practice takes note that liability for its claims stays with it.",
                error_messages={"required": "Without it the engagement cannot go live."},
            )


class PhasePlanForm(forms.Form):
    starts_on = forms.DateField(label="Begins on")
    ends_on = forms.DateField(label="Ends on", required=False, help_text="Last day, inclusive.")
    reason = forms.CharField(
        max_length=LONGEST_TEXT,
        widget=area(),
        required=False,
        help_text="Needed when earlier dates are changed.",
    )


class ChecklistItemForm(forms.Form):
    title = forms.CharField(max_length=200)
    detail = forms.CharField(max_length=400, required=False)
    owner = forms.ModelChoiceField(queryset=User.objects.none(), required=False)
    due_on = forms.DateField(label="Due on", required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]  # -- a model choice field


class ChecklistDoneForm(forms.Form):
    """At least one kind of evidence; the service says so."""

    note = forms.CharField(
        max_length=LONGEST_TEXT, label="What was done", widget=area(3), required=False
    )
    link = forms.URLField(
        label="Link", required=False, assume_scheme="https", help_text="To where the evidence lies."
    )
    document = forms.FileField(
        required=False, help_text="PDF or a scan (PNG, JPEG), up to 20 MB. No patient data."
    )


SCALES = {Unit.PERCENT: Decimal(100), Unit.DURATION: Decimal(1) / Decimal(3600)}
UNIT_WORDS = {
    Unit.PERCENT: "in percent",
    Unit.DURATION: "in hours",
    Unit.MONEY: "in dollars",
    Unit.COUNT: "a count",
    Unit.DAYS: "in days",
    Unit.RATE: "a ratio",
}


def kpi_choices() -> list[tuple[str, str]]:
    return [
        (key, f"{kpi.label} ({UNIT_WORDS[kpi.unit]})")
        for key, kpi in sorted(METRICS.kpis.items(), key=lambda pair: pair[1].label)
    ]


def stored(value: Decimal | None, kpi: Kpi) -> Decimal | None:
    """What is typed in percent or hours as it is kept: a share, seconds."""
    if value is None:
        return None
    return value / SCALES.get(kpi.unit, Decimal(1))


class BoundForm(forms.Form):
    kpi = forms.ChoiceField(label="Number", choices=kpi_choices)
    phase = forms.ChoiceField(choices=BoundPhase.choices)
    specialty = forms.CharField(
        max_length=60, required=False, help_text="Empty: all specialties together."
    )
    lower = forms.DecimalField(
        label="At least", required=False, help_text="Rates in percent, durations in hours."
    )
    upper = forms.DecimalField(label="At most", required=False)
    window_days = forms.IntegerField(
        label="Over the last (days)", min_value=1, max_value=366, initial=14
    )
    minimum_n = forms.IntegerField(
        label="With at least (n)",
        min_value=1,
        initial=30,
        help_text="Fewer observations never prove a breach.",
    )
    effective_from = forms.DateField(label="From")
    reason = forms.CharField(
        max_length=LONGEST_TEXT, widget=area(), help_text="Where this bound comes from."
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        kpi = METRICS.kpis.get(data.get("kpi", ""))
        if kpi is not None:
            for name in ("lower", "upper"):
                data[name] = stored(data.get(name), kpi)
        return data


class BoundEndForm(forms.Form):
    on = forms.DateField(label="Last day")
    reason = forms.CharField(max_length=LONGEST_TEXT, widget=area())


class DecisionForm(forms.Form):
    reason = forms.CharField(
        max_length=LONGEST_TEXT, widget=area(3), help_text="Stays on record, for both sides."
    )
