"""What people say about alerts, and the matrix of escalation."""

import datetime as dt
from typing import Any

from django import forms

from engagements.enums import ClockBasis
from engagements.enums.alerts import AlertMail
from engagements.kernel.registry import escalation_triggers
from engagements.models import User
from engagements.roles import Role

HOURS = [(hour, f"{hour:02d}:00") for hour in range(24)]
SNOOZES = (("4", "for 4 hours"), ("24", "for a day"), ("72", "for 3 days"), ("168", "for a week"))


class SnoozeForm(forms.Form):
    hours = forms.ChoiceField(choices=SNOOZES, label="Put off")

    def until(self, now: dt.datetime) -> dt.datetime:
        return now + dt.timedelta(hours=int(self.cleaned_data["hours"]))


class BulkSnoozeForm(SnoozeForm):
    def __init__(self, data: Any = None, *, actor: Any = None) -> None:
        super().__init__(data)


class AlertPreferencesForm(forms.Form):
    """How one wants to be told of what is not urgent."""

    alert_mail = forms.ChoiceField(
        choices=AlertMail.choices,
        label="Alerts that are not urgent",
        help_text="Urgent ones are mailed at once. All of them are under My work in any case.",
    )
    digest_hour = forms.TypedChoiceField(
        choices=HOURS,
        coerce=int,
        label="Digest from",
        help_text="When your day or shift begins, in your own time zone.",
    )


class EscalationRuleForm(forms.Form):
    trigger = forms.ChoiceField(choices=())
    level = forms.TypedChoiceField(choices=[(n, str(n)) for n in range(1, 6)], coerce=int)
    after_hours = forms.DecimalField(
        min_value=0,
        max_value=8760,
        max_digits=7,
        decimal_places=2,
        label="After hours",
        help_text="Hours that the matter has stood.",
    )
    basis = forms.ChoiceField(
        choices=ClockBasis.choices,
        label="Counted as",
        help_text="Business hours follow the calendar of the terms in force.",
    )
    roles = forms.MultipleChoiceField(
        choices=Role.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Told to the roles",
    )
    user = forms.ModelChoiceField(
        queryset=User.objects.none(), required=False, label="Or to one person", empty_label="Nobody"
    )
    urgent = forms.BooleanField(required=False, initial=True, label="Mail it at once")

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        triggers = [(trigger.key, trigger.label) for trigger in escalation_triggers]
        self.fields["trigger"].choices = triggers  # type: ignore[attr-defined]  # a choice field
        self.fields["user"].queryset = people  # type: ignore[attr-defined]  # a model choice field
