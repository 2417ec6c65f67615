"""The auditor's codes as two tables of rows."""

from collections.abc import Sequence
from typing import Any

from django import forms

from charts.edits import LineDraft, normalise_code, parse_modifiers, parse_pointers
from charts.enums import CodeSystem
from charts.models import CodeLine

BLANK_ROWS = 2
MOST_ROWS = 60
PROCEDURE_SYSTEMS = [
    (CodeSystem.CPT.value, "CPT"),
    (CodeSystem.HCPCS.value, "HCPCS"),
    (CodeSystem.ICD10PCS.value, "ICD-10-PCS"),
]


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
