"""Starting an audit, judging its findings, answering and deciding them."""

from typing import Any

from django import forms

from engagements.enums import PARTY_CHOICES
from engagements.enums.agreement import Handoff
from engagements.kernel.fields import LONGEST_TEXT
from qa.enums import AuditMode, Direction, Severity
from qa.models import Finding, FindingCategory
from qa.services import Judgement

RULE_SOURCES = (
    "CMS",
    "AMA CPT",
    "ICD-10-CM Official Guidelines",
    "AHA Coding Clinic",
    "NCCI Policy Manual",
    "Payer policy",
    "Practice policy",
)


class StartForm(forms.Form):
    mode = forms.ChoiceField(choices=AuditMode.choices)


class JudgementForm(forms.Form):
    """What the auditor says about one finding."""

    category = forms.ModelChoiceField(queryset=FindingCategory.objects.all())
    direction = forms.ChoiceField(choices=Direction.choices)
    severity = forms.ChoiceField(choices=Severity.choices)
    rule_source = forms.CharField(max_length=120, label="Whose rule")
    owner_side = forms.ChoiceField(
        label="Whose it is",
        required=False,
        choices=PARTY_CHOICES,
    )
    handoff = forms.ChoiceField(
        label="Handoff at which it came in", required=False, choices=Handoff.choices
    )
    rationale = forms.CharField(max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, finding: Finding, categories: Any, **kwargs: Any) -> None:
        super().__init__(
            *args,
            prefix=f"finding-{finding.pk}",
            initial={
                "category": finding.category_id,
                "direction": finding.direction,
                "severity": finding.severity,
                "rule_source": finding.rule_source,
                "rationale": finding.rationale,
                "owner_side": finding.owner_side,
                "handoff": finding.handoff,
            },
            **kwargs,
        )
        self.finding = finding
        self.fields["category"].queryset = categories
        self.fields["rule_source"].widget.attrs["list"] = "rule-sources"

    def judgement(self) -> Judgement:
        return Judgement(**self.cleaned_data)


class PaymentForm(forms.Form):
    """Whether the errors would change payment, in the auditor's judgement."""

    payment_direction = forms.ChoiceField(label="Payment", choices=Direction.choices)
    payment_effect = forms.DecimalField(
        max_digits=10,
        decimal_places=2,
        required=False,
        label="Correct less billed ($)",
        help_text="Negative when overcoded, positive when undercoded.",
    )


class ReasonForm(forms.Form):
    """A reason, for what cannot be done without one."""

    reason = forms.CharField(max_length=200)


class ResponseForm(forms.Form):
    agrees = forms.TypedChoiceField(
        choices=[("yes", "Agree"), ("no", "Dispute")], coerce=lambda value: value == "yes"
    )
    response = forms.CharField(
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Your grounds",
        help_text="Needed for a dispute: quote the documentation or the rule.",
    )


class DecisionForm(forms.Form):
    upheld = forms.TypedChoiceField(
        choices=[("yes", "Uphold"), ("no", "Overturn")], coerce=lambda value: value == "yes"
    )
    decision = forms.CharField(
        max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}), label="Reason"
    )
