"""Small forms about work: why something goes back, and to whom it goes."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from charts.selectors import coders_of
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor


class ReasonForm(forms.Form):
    reason = forms.CharField(
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="Kept with the chart's history. No names of patients.",
    )


class AssignForm(forms.Form):
    """To which coder of one's own side."""

    assignee = forms.ModelChoiceField(queryset=None, label="Coder")  # type: ignore[var-annotated]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = coders_of(actor)  # type: ignore[attr-defined]


class DocumentationForm(forms.Form):
    """When the documentation was complete, in the engagement's zone; now if left blank."""

    at = forms.DateTimeField(
        required=False,
        label="Complete since",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="Blank means now.",
    )
    reason = forms.CharField(required=False, max_length=200, label="Note")

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = zone
        self.fields["at"].help_text = f"In {zone}. Blank means now."

    def clean_at(self) -> datetime | None:
        at: datetime | None = self.cleaned_data["at"]
        if at is None:
            return None
        return at.replace(tzinfo=ZoneInfo(self.zone))

    def require_valid(self) -> None:
        if not self.is_valid():
            name, errors = next(iter(self.errors.items()))
            raise DomainError(str(errors[0]), field=name, remedy="Correct it and send it again.")
