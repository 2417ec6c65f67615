"""Setting a guard aside."""

from typing import Any

from django import forms

from engagements.enums.workforce import GuardRule
from engagements.kernel.fields import LONGEST_TEXT
from engagements.kernel.policy import Actor
from engagements.models import User
from engagements.selectors.workforce.people import coders


class OverrideForm(forms.Form):
    coder = forms.ModelChoiceField(queryset=User.objects.none())
    rule = forms.ChoiceField(label="Guard")
    reason = forms.CharField(
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept for good and printed in the list of overrides. No patient information.",
    )

    def __init__(self, *args: Any, actor: Actor, rules: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(rule, GuardRule(rule).label) for rule in rules]
        self.fields["coder"].queryset = coders(actor.engagement)  # type: ignore[attr-defined]  # -- a model choice field
        self.fields["rule"].choices = choices  # type: ignore[attr-defined]  # -- a choice field
