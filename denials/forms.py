"""Forms of denials: upload, root cause, moves, assignment, deadlines."""

from typing import Any

from django import forms
from django.conf import settings

from denials.enums import RootCause
from denials.selectors import denial_assignees
from engagements.enums import PARTY_CHOICES
from engagements.enums.agreement import Handoff
from engagements.kernel.policy import Actor
from engagements.models import Payer

_NO_NAMES = "No patient names."


class UploadForm(forms.Form):
    """One 835 file."""

    file = forms.FileField(
        label="835 file (ERA)",
        help_text="As the payer or clearinghouse delivered it. The file itself is not kept.",
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            limit = settings.UPLOAD_LIMIT_BYTES // 1024**2
            raise forms.ValidationError(
                f"The file is larger than {limit} MB. Import it from the command line: "
                "manage.py import_remittance."
            )
        return file


class RootCauseForm(forms.Form):
    root_cause = forms.ChoiceField(
        label="Root cause", choices=[("", "Choose the cause"), *RootCause.choices]
    )
    evidence = forms.CharField(
        label="Evidence",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        help_text=f"What in the chart, the claim or the payer's rule shows it. {_NO_NAMES}",
    )
    owner_side = forms.ChoiceField(
        label="Whose it is",
        required=False,
        choices=[("", "As the cause says"), *PARTY_CHOICES],
    )
    handoff = forms.ChoiceField(
        label="Handoff at which it came in",
        required=False,
        choices=[("", "As the cause says"), *Handoff.choices],
    )


class AnswerForm(forms.Form):
    """The other side's word on the root cause. `naming` is the one that was read."""

    agrees = forms.TypedChoiceField(
        choices=[("yes", "Agree"), ("no", "Dispute")], coerce=lambda value: value == "yes"
    )
    text = forms.CharField(
        label="Grounds or note",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"Required to dispute: what speaks against it. {_NO_NAMES}",
    )
    naming = forms.IntegerField(required=False, widget=forms.HiddenInput)


class MoveForm(forms.Form):
    step = forms.CharField(max_length=20)
    reason = forms.CharField(
        label="Reason or note",
        required=False,
        max_length=500,
        help_text=f"Required to write off or reopen. {_NO_NAMES}",
    )


class AssignForm(forms.Form):
    """`actor` decides whom it offers; used on the page of a denial and for many at once."""

    assignee = forms.ModelChoiceField(
        label="Assign to", queryset=None, required=False, empty_label="Nobody"
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["assignee"].queryset = denial_assignees(actor)  # type: ignore[attr-defined]  # a model choice field


class BulkCauseForm(RootCauseForm):
    """The same cause and evidence for several denials."""

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)


class DeadlineForm(forms.Form):
    payer = forms.ModelChoiceField(
        label="Payer", queryset=None, required=False, empty_label="Every other payer (default)"
    )
    appeal_days = forms.IntegerField(
        label="Days to appeal", min_value=1, max_value=730, help_text="From the payment date."
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        payers = Payer.objects.filter(engagement=actor.engagement).order_by("name")
        self.fields["payer"].queryset = payers  # type: ignore[attr-defined]  # a model choice field
