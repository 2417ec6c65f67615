"""Forms of samples, audits and findings."""

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from charts.edits import LineDraft, normalise_code, parse_modifiers, parse_pointers
from charts.enums import CodeSystem
from charts.models import CodeLine
from engagements.enums import Side
from engagements.kernel.policy import Actor
from engagements.models import User
from qa.enums import AuditMode, Direction, SampleType, Severity
from qa.models import Finding, FindingCategory
from qa.services import DrawPlan, Judgement

BLANK_ROWS = 2
MOST_ROWS = 60
RULE_SOURCES = (
    "CMS",
    "AMA CPT",
    "ICD-10-CM Official Guidelines",
    "AHA Coding Clinic",
    "NCCI Policy Manual",
    "Payer policy",
    "Practice policy",
)
PROCEDURE_SYSTEMS = [
    (CodeSystem.CPT.value, "CPT"),
    (CodeSystem.HCPCS.value, "HCPCS"),
    (CodeSystem.ICD10PCS.value, "ICD-10-PCS"),
]


def _last_month(today: dt.date) -> tuple[dt.date, dt.date]:
    end = today.replace(day=1) - dt.timedelta(days=1)
    return end.replace(day=1), end


class SampleForm(forms.Form):
    """What to draw. The seed is made by the draw and cannot be chosen."""

    name = forms.CharField(max_length=120)
    sample_type = forms.ChoiceField(
        label="Type",
        choices=SampleType.choices,
        initial=SampleType.RANDOM,
        help_text="Only random samples may be generalised and give a verdict.",
    )
    drawn_for = forms.ChoiceField(label="Audited by")
    period_start = forms.DateField(label="Attested from", widget=forms.DateInput())
    period_end = forms.DateField(label="Attested to", widget=forms.DateInput())
    coder = forms.ModelChoiceField(
        queryset=User.objects.none(), required=False, empty_label="All coders"
    )
    specialty = forms.ChoiceField(required=False)
    code = forms.CharField(
        max_length=10,
        required=False,
        label="Code begins with",
        help_text="Targeted samples only, for a focused review.",
    )
    size = forms.IntegerField(min_value=1, max_value=5000, initial=30, label="Charts")
    spares = forms.IntegerField(min_value=0, max_value=500, initial=5)
    purpose = forms.CharField(max_length=200, required=False)

    def __init__(
        self, *args: Any, actor: Actor, coders: Any, specialties: Sequence[str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["coder"].queryset = coders
        self.fields["specialty"].choices = [
            ("", "All specialties"),
            *((value, value.replace("_", " ")) for value in specialties),
        ]
        self.fields["drawn_for"].choices = _auditing_sides(actor)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        start, end = data.get("period_start"), data.get("period_end")
        if start and end and end < start:
            raise ValidationError({"period_end": "The period ends before it starts."})
        if data.get("code") and data.get("sample_type") != SampleType.TARGETED:
            raise ValidationError(
                {"code": "Charts picked by a code make a targeted sample: change the type."}
            )
        return data

    def plan(self) -> DrawPlan:
        data = self.cleaned_data
        return DrawPlan(**{**data, "code": data["code"].upper()})


def _auditing_sides(actor: Actor) -> list[tuple[str, str]]:
    labels = {
        Side.VENDOR.value: "Vendor's QA",
        Side.AUDITOR.value: "Independent auditor",
    }
    if actor.side == Side.PRACTICE:
        allowed = [Side.AUDITOR.value, Side.VENDOR.value]
        if actor.engagement.auditor_id is None:
            allowed.remove(Side.AUDITOR.value)
        return [(side, labels[side]) for side in allowed]
    return [(actor.side, labels[actor.side])]


def sample_initial(today: dt.date) -> dict[str, Any]:
    start, end = _last_month(today)
    return {"name": f"Sample {start:%Y-%m}", "period_start": start, "period_end": end}


class DiagnosisRow(forms.Form):
    code = forms.CharField(max_length=10, required=False, label="ICD-10-CM")
    place = forms.IntegerField(min_value=1, max_value=99, required=False, label="Order")
    evidence = forms.CharField(max_length=200, required=False)
    remove = forms.BooleanField(required=False)


class ProcedureRow(forms.Form):
    system = forms.ChoiceField(choices=PROCEDURE_SYSTEMS, required=False)
    code = forms.CharField(max_length=10, required=False)
    modifiers = forms.CharField(max_length=20, required=False)
    units = forms.IntegerField(min_value=1, max_value=9999, required=False, initial=1)
    pointers = forms.CharField(max_length=30, required=False, label="Points to")
    evidence = forms.CharField(max_length=200, required=False)
    remove = forms.BooleanField(required=False)


def _formset(row: type[forms.Form]) -> Any:
    return forms.formset_factory(row, extra=BLANK_ROWS, max_num=MOST_ROWS, validate_max=True)


DiagnosisRows = _formset(DiagnosisRow)
ProcedureRows = _formset(ProcedureRow)


def letter(number: int) -> str:
    return chr(ord("A") + number - 1) if 1 <= number <= 26 else str(number)  # noqa: PLR2004 -- the alphabet


class LinesForm:
    """The auditor's codes as two tables; a diagnosis is pointed to by the letter of its row."""

    def __init__(self, data: Any = None, *, lines: Sequence[CodeLine] = ()) -> None:
        diagnoses = [line for line in lines if line.system == CodeSystem.ICD10CM]
        procedures = [line for line in lines if line.system != CodeSystem.ICD10CM]
        letters = {line.sequence: letter(at) for at, line in enumerate(diagnoses, start=1)}
        self.diagnoses = DiagnosisRows(
            data,
            prefix="dx",
            initial=[
                {"code": line.code, "place": at, "evidence": line.evidence}
                for at, line in enumerate(diagnoses, start=1)
            ],
        )
        self.procedures = ProcedureRows(
            data,
            prefix="px",
            initial=[
                {
                    "system": line.system,
                    "code": line.code,
                    "modifiers": " ".join(line.modifiers),
                    "units": line.units,
                    "pointers": " ".join(letters.get(p, "?") for p in line.pointers),
                    "evidence": line.evidence,
                }
                for line in procedures
            ],
        )
        for at, form in enumerate(self.diagnoses, start=1):
            form.letter = letter(at)

    def is_valid(self) -> bool:
        return bool(self.diagnoses.is_valid()) and bool(self.procedures.is_valid())

    @property
    def errors(self) -> list[str]:
        return [
            f"{label} row {at}, {name}: {', '.join(messages)}"
            for label, rows in (("Diagnosis", self.diagnoses), ("Procedure", self.procedures))
            for at, form in enumerate(rows, start=1)
            for name, messages in form.errors.items()
        ]

    def drafts(self) -> list[LineDraft]:
        """Kept rows; pointers follow their diagnosis when rows move or go."""
        rows = [
            (form.cleaned_data.get("place") or at, at, form.cleaned_data)
            for at, form in enumerate(self.diagnoses, start=1)
            if form.cleaned_data.get("code") and not form.cleaned_data.get("remove")
        ]
        rows.sort(key=lambda row: row[:2])
        numbers = {at: number for number, (_, at, _) in enumerate(rows, start=1)}
        diagnoses = [
            LineDraft(
                system=CodeSystem.ICD10CM,
                code=normalise_code(CodeSystem.ICD10CM, data["code"]),
                number=number,
                evidence=data.get("evidence", ""),
            )
            for number, (_, _, data) in enumerate(rows, start=1)
        ]
        kept = [
            form.cleaned_data
            for form in self.procedures
            if form.cleaned_data.get("code") and not form.cleaned_data.get("remove")
        ]
        return [
            *diagnoses,
            *(_procedure(number, data, numbers) for number, data in enumerate(kept, start=1)),
        ]


def _procedure(number: int, data: dict[str, Any], numbers: dict[int, int]) -> LineDraft:
    pointed = parse_pointers(data.get("pointers", ""))
    return LineDraft(
        system=data["system"],
        code=normalise_code(data["system"], data["code"]),
        number=number,
        modifiers=parse_modifiers(data.get("modifiers", "")),
        units=data.get("units") or 1,
        pointers=tuple(numbers[at] for at in pointed if at in numbers),
        evidence=data.get("evidence", ""),
    )


class StartForm(forms.Form):
    mode = forms.ChoiceField(choices=AuditMode.choices)


class JudgementForm(forms.Form):
    """What the auditor says about one finding."""

    category = forms.ModelChoiceField(queryset=FindingCategory.objects.all())
    direction = forms.ChoiceField(choices=Direction.choices)
    severity = forms.ChoiceField(choices=Severity.choices)
    rule_source = forms.CharField(max_length=120, label="Whose rule")
    rationale = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}))

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

    def clean_payment_effect(self) -> Decimal | None:
        effect: Decimal | None = self.cleaned_data["payment_effect"]
        return effect


class ReasonForm(forms.Form):
    """A reason, for what cannot be done without one."""

    reason = forms.CharField(max_length=200)


class ResponseForm(forms.Form):
    agrees = forms.TypedChoiceField(
        choices=[("yes", "Agree"), ("no", "Dispute")], coerce=lambda value: value == "yes"
    )
    response = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label="Your grounds",
        help_text="Needed for a dispute: quote the documentation or the rule.",
    )


class DecisionForm(forms.Form):
    upheld = forms.TypedChoiceField(
        choices=[("yes", "Uphold"), ("no", "Overturn")], coerce=lambda value: value == "yes"
    )
    decision = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), label="Reason")
