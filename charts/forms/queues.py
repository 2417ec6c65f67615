"""Forms of queues, their rules and members."""

from typing import Any

from django import forms

from charts.enums import MemberMode
from charts.models import QueueRule
from charts.selectors import coders_of
from charts.selectors.queues import payers_of, queues_for
from engagements.enums import Complexity, EncounterClass, Side, Urgency
from engagements.kernel.policy import Actor

TICKS = forms.CheckboxSelectMultiple


class QueueForm(forms.Form):
    name = forms.CharField(max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    priority = forms.IntegerField(
        min_value=-50,
        max_value=50,
        initial=0,
        help_text="Added to the priority of its charts, -50 to 50. An urgent chart has 100.",
    )
    due_band_hours = forms.IntegerField(
        min_value=0,
        max_value=240,
        initial=4,
        label="Due band (hours)",
        help_text="A member gets its charts first while nothing elsewhere is due sooner by more.",
    )
    order = forms.IntegerField(min_value=0, max_value=999, initial=100)
    members_only = forms.BooleanField(
        required=False, label="For its members only", help_text="Nobody else gets its charts."
    )


class LinesField(forms.CharField):
    """Several values, one per line."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> Any:
        return [line.strip() for line in str(value or "").splitlines() if line.strip()]

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return self.to_python(value)


class RuleForm(forms.Form):
    """Conditions and the queue. What is left empty is not asked; all that is named must hold."""

    queue = forms.ModelChoiceField(queryset=None, required=False)  # type: ignore[var-annotated]
    specialties = LinesField(help_text="One per line, such as cardiology.")
    locations = LinesField(help_text="One per line, as the charts name them.")
    payer_states = LinesField(help_text="Two letters, one per line.")
    payers = forms.ModelMultipleChoiceField(queryset=None, required=False)  # type: ignore[var-annotated]
    encounter_classes = forms.MultipleChoiceField(
        choices=EncounterClass.choices, required=False, widget=TICKS
    )
    complexities = forms.MultipleChoiceField(
        choices=Complexity.choices, required=False, widget=TICKS
    )
    urgencies = forms.MultipleChoiceField(choices=Urgency.choices, required=False, widget=TICKS)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        queue: Any = self.fields["queue"]
        queue.queryset = queues_for(actor)
        queue.empty_label = "To the vendor" if actor.side == Side.PRACTICE else "Choose a queue"
        queue.required = actor.side != Side.PRACTICE
        payers: Any = self.fields["payers"]
        payers.queryset = payers_of(actor)

    @staticmethod
    def values_of(rule: QueueRule) -> dict[str, Any]:
        names = (n for n in RuleForm.base_fields if n != "queue")
        return {"queue": rule.queue_id} | {name: getattr(rule, name) for name in names}

    def conditions(self) -> dict[str, Any]:
        found = {name: value for name, value in self.cleaned_data.items() if name != "queue"}
        return found | {"payers": [payer.pk for payer in self.cleaned_data["payers"]]}


class RestForm(forms.Form):
    """Where everything goes that no rule names."""

    queue = forms.ModelChoiceField(  # type: ignore[var-annotated]
        queryset=None, required=False, label="Queue for everything else"
    )
    keeps_rest = forms.BooleanField(
        required=False, label="Keep everything else in-house instead of giving it to the vendor"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        queue: Any = self.fields["queue"]
        queue.queryset = queues_for(actor)
        if actor.side != Side.PRACTICE:
            del self.fields["keeps_rest"]


class MemberForm(forms.Form):
    user = forms.ModelChoiceField(queryset=None, label="Coder")  # type: ignore[var-annotated]
    mode = forms.ChoiceField(choices=MemberMode.choices, label="How")
    share = forms.IntegerField(
        min_value=1, max_value=99, initial=1, help_text="Parts of the day's charts."
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: Any = self.fields["user"]
        user.queryset = coders_of(actor)


class MoveForm(forms.Form):
    """To which queue of one's own side."""

    queue = forms.ModelChoiceField(queryset=None)  # type: ignore[var-annotated]

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        queue: Any = self.fields["queue"]
        queue.queryset = queues_for(actor)


class PriorityForm(forms.Form):
    """A priority by hand; empty gives urgency and queue the say again."""

    priority = forms.IntegerField(
        required=False,
        min_value=-200,
        max_value=200,
        help_text="An urgent chart has 100. Empty: as urgency and queue say.",
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
