"""Pilots and challenges."""

from typing import Any

from django import forms

from engagements.enums.transition import PilotDecision
from engagements.forms.fields import PercentField
from engagements.forms.transition import area
from engagements.kernel.fields import LONGEST_TEXT
from engagements.models import User


class PilotForm(forms.Form):
    name = forms.CharField(max_length=120)
    specialty = forms.CharField(
        max_length=60, required=False, help_text="As in the charts, such as cardiology."
    )
    location = forms.CharField(
        max_length=60, required=False, help_text="As in the charts. Give either, or both."
    )
    starts_on = forms.DateField(label="First day")
    ends_on = forms.DateField(
        label="Last day", required=False, help_text="Empty: the days that the terms agree."
    )


class PilotDecisionForm(forms.Form):
    decision = forms.ChoiceField(choices=PilotDecision.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        max_length=LONGEST_TEXT, widget=area(3), help_text="Kept with the report as it stands now."
    )


class ChallengeForm(forms.Form):
    name = forms.CharField(max_length=120)
    specialty = forms.CharField(max_length=60, help_text="As in the charts.")
    share = PercentField(
        label="To the challenger (%)", initial=50, help_text="Of the specialty's new charts."
    )
    starts_on = forms.DateField(label="First day")
    ends_on = forms.DateField(label="Last day")
    champion_name = forms.CharField(label="Champion: name", max_length=80)
    champion = forms.ModelMultipleChoiceField(
        label="Champion: coders",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )
    challenger_name = forms.CharField(label="Challenger: name", max_length=80)
    challenger = forms.ModelMultipleChoiceField(
        label="Challenger: coders",
        queryset=User.objects.none(),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, coders: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("champion", "challenger"):
            self.fields[name].queryset = coders  # type: ignore[attr-defined]  # -- a model choice field


class ChallengeSampleForm(forms.Form):
    size = forms.IntegerField(label="Charts of each group", min_value=1, max_value=1000, initial=30)
