"""Fields that the workforce's forms share."""

from typing import Any

from django import forms

from engagements.kernel.policy import Actor
from engagements.models import User
from engagements.selectors.workforce.people import coders

EVIDENCE_HELP = "PDF or a scan (PNG, JPEG), up to 20 MB. Kept with its SHA-256."


class WorkforceForm(forms.Form):
    """A form that knows who fills it in."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor

    def choose(self, name: str, rows: Any) -> None:
        """Sets the rows of a model choice field."""
        self.fields[name].queryset = rows  # type: ignore[attr-defined]  # -- a model choice field


class CoderForm(WorkforceForm):
    """A form about one coder of the actor's own side."""

    user = forms.ModelChoiceField(label="Coder", queryset=User.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("user", coders(self.actor.engagement, self.actor.side))


def country_field(**kwargs: Any) -> forms.CharField:
    options = {"min_length": 2, "max_length": 2, "help_text": "ISO 3166 code, such as US or IN."}
    return forms.CharField(**(options | kwargs))


def state_field() -> forms.CharField:
    return forms.CharField(
        label="Payer state", max_length=2, required=False, help_text="Two letters, such as GA."
    )


def evidence_field(**kwargs: Any) -> forms.FileField:
    return forms.FileField(**({"required": False, "help_text": EVIDENCE_HELP} | kwargs))
