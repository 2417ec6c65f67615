"""Notices and instructions."""

from typing import Any

from django import forms

from engagements.enums.workforce import InstructionScope, NoticeKind, PayerScope
from engagements.forms.workforce.base import WorkforceForm, state_field
from engagements.kernel.fields import LONGEST_BODY
from engagements.models import Payer
from engagements.services.workforce.packs import PACK_STATES

TEXT = forms.Textarea(attrs={"rows": 4})


class NoticeForm(WorkforceForm):
    kind = forms.ChoiceField(choices=NoticeKind.choices)
    title = forms.CharField(max_length=160)
    body = forms.CharField(max_length=LONGEST_BODY, label="What changes", widget=TEXT)
    source = forms.CharField(max_length=300, help_text="The bulletin, manual or page.")
    scope = forms.ChoiceField(label="Charts of", choices=PayerScope.choices)
    payer = forms.ModelChoiceField(queryset=Payer.objects.none(), required=False)
    payer_state = state_field()
    effective_from = forms.DateField(label="Takes effect on", help_text="First date of service.")
    effective_to = forms.DateField(label="Ends on", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("payer", Payer.objects.filter(engagement=self.actor.engagement))


class PacksForm(WorkforceForm):
    states = forms.MultipleChoiceField(
        choices=[(state, state) for state in PACK_STATES],
        widget=forms.CheckboxSelectMultiple,
        help_text="Notices that are here already stay as they are.",
    )


class InstructionForm(WorkforceForm):
    title = forms.CharField(max_length=160)
    body = forms.CharField(max_length=LONGEST_BODY, label="Instruction", widget=TEXT)
    scope = forms.ChoiceField(label="Is about", choices=InstructionScope.choices, initial="some")
    payer = forms.ModelChoiceField(queryset=Payer.objects.none(), required=False)
    location = forms.CharField(max_length=60, required=False, help_text="As charts carry it.")
    specialty = forms.CharField(max_length=60, required=False)
    effective_from = forms.DateField(label="From", help_text="First date of service.")
    source = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose("payer", Payer.objects.filter(engagement=self.actor.engagement))
