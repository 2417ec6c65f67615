"""Forms of the agreement: sign-offs, owners of steps, documents, subcontractors, incidents."""

import datetime as dt
from collections.abc import Collection
from typing import Any
from zoneinfo import ZoneInfo

from django import forms

from engagements.enums import PARTY_CHOICES, DocumentKind, Side
from engagements.enums.agreement import (
    DEFAULT_REQUIREMENTS,
    KEPT_ELSEWHERE,
    BaselineFigure,
    IncidentKind,
    Step,
)
from engagements.kernel.fields import LONGEST_TEXT
from engagements.models import User
from engagements.roles import SIDES, Role

KINDS = [(kind.value, kind.label) for kind in DocumentKind if kind not in KEPT_ELSEWHERE]
TEXT = {"rows": 3}


def practice_roles() -> list[tuple[str, str]]:
    return [(r.value, r.label) for r in Role if SIDES[r] == Side.PRACTICE and r != Role.PROVIDER]


class SignOffForm(forms.Form):
    subject = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs=TEXT))


class OverrideForm(forms.Form):
    reason = forms.CharField(
        max_length=LONGEST_TEXT,
        label="Why the engagement may run without them",
        widget=forms.Textarea(attrs=TEXT),
    )


class LiabilityForm(forms.Form):
    duty_role = forms.ChoiceField(
        label="Who finds and repays overpayments",
        choices=practice_roles,
        initial=Role.COMPLIANCE_OFFICER.value,
    )
    reason = forms.CharField(
        max_length=LONGEST_TEXT,
        label="On what ground you sign",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    understood = forms.BooleanField(
        label="Whoever submits the claim answers for it, whoever coded it. I acknowledge that"
        " for the practice.",
        error_messages={"required": "Confirm that you acknowledge it."},
    )


class StepForm(forms.Form):
    step = forms.ChoiceField(choices=Step.choices)
    side = forms.ChoiceField(label="Belongs to", choices=PARTY_CHOICES)
    is_shared = forms.BooleanField(
        label="The other side may act too, where work is given to it", required=False
    )
    effective_from = forms.DateField(label="From")
    reason = forms.CharField(max_length=300)


class DocumentForm(forms.Form):
    kind = forms.ChoiceField(label="Kind", choices=KINDS)
    document = forms.FileField(
        label="File", help_text="PDF or a scan (PNG, JPEG), up to 20 MB. Kept with its SHA-256."
    )
    title = forms.CharField(max_length=200, required=False, help_text="Empty: the file's name.")
    period_start = forms.DateField(label="Covers from", required=False)
    period_end = forms.DateField(
        label="Covers until",
        required=False,
        help_text="Of an attestation: the last day of the period it covers.",
    )
    expires_on = forms.DateField(label="Expires on", required=False)


class RequirementForm(forms.Form):
    side = forms.ChoiceField(label="Provided by", choices=PARTY_CHOICES)
    is_required = forms.BooleanField(label="Required", required=False)
    owner = forms.ModelChoiceField(
        queryset=User.objects.none(), required=False, help_text="Who keeps it up to date."
    )
    note = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]  # -- a model choice field


class SubcontractorForm(forms.Form):
    name = forms.CharField(max_length=200)
    country = forms.RegexField(r"^[A-Za-z]{2}$", help_text="Two letters (ISO 3166): US, IN, PH.")
    purpose = forms.CharField(label="What for", max_length=300)
    bound_on = forms.DateField(
        label="Bound by the same terms since",
        required=False,
        help_text="The day of its own agreement with the vendor. Empty: not bound yet.",
    )
    ended_on = forms.DateField(label="Works no longer since", required=False)
    document = forms.FileField(
        label="Its agreement with the vendor",
        required=False,
        help_text="PDF or a scan, up to 20 MB. Kept with its SHA-256; a newer one takes its place.",
    )


class IncidentForm(forms.Form):
    kind = forms.ChoiceField(choices=IncidentKind.choices)
    discovered_at = forms.DateTimeField(
        label="Discovered", help_text="When somebody first knew, in the engagement's time zone."
    )
    individuals = forms.IntegerField(
        label="People concerned", min_value=0, required=False, help_text="Empty: not known yet."
    )
    description = forms.CharField(
        max_length=LONGEST_TEXT,
        label="What happened",
        widget=forms.Textarea(attrs=TEXT),
        help_text="Kept encrypted.",
    )

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(zone)

    def clean_discovered_at(self) -> dt.datetime:
        typed: dt.datetime = self.cleaned_data["discovered_at"]
        return typed.replace(tzinfo=self.zone)


class NoticeForm(forms.Form):
    individuals = forms.IntegerField(label="People concerned", min_value=0, required=False)
    notice = forms.CharField(
        max_length=LONGEST_TEXT,
        label="The notice",
        widget=forms.Textarea(attrs=TEXT),
        help_text="Kept encrypted.",
    )


OUTCOMES = (
    ("close", "Close: what followed is done"),
    ("dismiss", "Dismiss: no breach, by risk assessment"),
)


class OutcomeForm(forms.Form):
    """`steps` are those that the incident's state allows."""

    outcome = forms.ChoiceField()
    text = forms.CharField(
        max_length=LONGEST_TEXT,
        label="What was done, or why it is no breach",
        widget=forms.Textarea(attrs=TEXT),
        help_text="Kept encrypted.",
    )

    def __init__(self, *args: Any, steps: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [choice for choice in OUTCOMES if choice[0] in steps]
        self.fields["outcome"].choices = offered  # type: ignore[attr-defined]  # -- a choice field


class BaselineForm(forms.Form):
    figure = forms.ChoiceField(
        label="One of the four figures",
        choices=[("", "Another figure"), *BaselineFigure.choices],
        required=False,
    )
    kpi = forms.ChoiceField(label="Compared with")
    specialty = forms.CharField(max_length=60, required=False, help_text="Empty: all of them.")
    category = forms.CharField(
        max_length=60, required=False, help_text="A denial category or kind of gap, if one."
    )
    value = forms.DecimalField(
        max_digits=14, decimal_places=4, help_text="Shares in percent, times in hours."
    )
    n = forms.IntegerField(label="Rests on (n)", min_value=1)
    period_start = forms.DateField(label="From")
    period_end = forms.DateField(label="Until")
    method = forms.CharField(max_length=200, help_text="How it was measured.")
    source = forms.CharField(max_length=200, help_text="Where it is written down.")

    def __init__(self, *args: Any, kpis: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kpi"].choices = kpis  # type: ignore[attr-defined]  # -- a choice field


def default_side(kind: str) -> str:
    side, _ = DEFAULT_REQUIREMENTS.get(DocumentKind(kind), (Side.PRACTICE, False))
    return side.value
