"""The coding page's form: the answer as a whole, its diagnoses and its procedures.

It is one plain form. Rows may be blank or removed; pointers are written with the letters shown
beside the diagnoses and are renumbered here when a row in between is blank.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet, formset_factory

from charts.edits import (
    DIAGNOSIS_SYSTEM,
    MAX_UNITS,
    EditResult,
    normalise_code,
    parse_modifiers,
    parse_pointers,
)
from charts.enums import CodeSystem, SuggestionSource
from charts.models import CodeLine, Coding
from charts.services import LineInput

DIAGNOSIS_ROWS = 4
PROCEDURE_ROWS = 2
MORE_ROWS = 4
MAX_ROWS = 50
LETTERS = "ABCDEFGHIJKL"
PCS_LENGTH = 7


def letter(number: int) -> str:
    """The claim's letter of a diagnosis line, from 1; its number past the twelfth."""
    return LETTERS[number - 1] if 1 <= number <= len(LETTERS) else str(number)


def pointer_text(pointers: Iterable[int]) -> str:
    return ",".join(letter(number) if number else "?" for number in pointers)


def procedure_system(code: str) -> str:
    """CPT begins with a digit, HCPCS with a letter, ICD-10-PCS has seven characters."""
    if len(code) == PCS_LENGTH:
        return CodeSystem.ICD10PCS.value
    return CodeSystem.CPT.value if code[:1].isdigit() else CodeSystem.HCPCS.value


def _text(label: str, *, length: int, initial: str = "") -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, initial=initial)


class LineForm(forms.Form):
    """What every line has."""

    code = _text("Code", length=10)
    evidence = _text("Evidence", length=200)
    rationale = _text("Rationale", length=500)
    suggestion = forms.ChoiceField(
        choices=SuggestionSource.choices, required=False, widget=forms.HiddenInput
    )

    @property
    def is_filled(self) -> bool:
        cleaned = getattr(self, "cleaned_data", {})
        return bool(cleaned.get("code")) and not cleaned.get("DELETE")


class DiagnosisForm(LineForm):
    def clean_code(self) -> str:
        return normalise_code(DIAGNOSIS_SYSTEM, self.cleaned_data["code"])


class ProcedureForm(LineForm):
    modifiers = _text("Modifiers", length=30)
    units = _text("Units", length=5, initial="1")
    pointers = _text("Points to", length=30)

    def clean_code(self) -> str:
        return normalise_code(CodeSystem.CPT.value, self.cleaned_data["code"])

    def clean_modifiers(self) -> tuple[str, ...]:
        modifiers = parse_modifiers(self.cleaned_data["modifiers"])
        for modifier in modifiers:
            if len(modifier) != 2 or not modifier.isascii() or not modifier.isalnum():  # noqa: PLR2004 -- a modifier has two characters
                raise forms.ValidationError(f"{modifier} is not a modifier: two letters or digits.")
        return modifiers

    def clean_units(self) -> int:
        text = self.cleaned_data["units"].strip() or "1"
        if not text.isdecimal() or not 1 <= int(text) <= MAX_UNITS:
            raise forms.ValidationError(f"Units must be a whole number from 1 to {MAX_UNITS}.")
        return int(text)

    def clean_pointers(self) -> tuple[int, ...]:
        return parse_pointers(self.cleaned_data["pointers"])


class AnswerForm(forms.Form):
    """What is said about the answer as a whole."""

    documentation_reviewed = forms.BooleanField(
        required=False, label="I reviewed the documentation in the EHR"
    )
    rationale = forms.CharField(
        required=False,
        max_length=4000,
        label="Note for billing",
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Why it is coded so, for complex cases. No names of patients.",
    )


def _formset(form: type[LineForm], data: Any, prefix: str, initial: Any, extra: int) -> Any:
    made = formset_factory(form, extra=extra, can_delete=True, max_num=MAX_ROWS, validate_max=True)
    return made(data, prefix=prefix, initial=initial)


class CodingInput:
    """The three parts together: built from a draft, or bound to what was posted."""

    def __init__(
        self, coding: Coding, data: Mapping[str, Any] | None = None, *, more: int = 0
    ) -> None:
        dx_lines, px_lines = _initial(coding) if data is None else ([], [])
        answer = {
            "documentation_reviewed": coding.documentation_reviewed,
            "rationale": coding.rationale,
        }
        self.answer = AnswerForm(data, initial=answer)
        self.diagnoses: BaseFormSet[DiagnosisForm] = _formset(
            DiagnosisForm, data, "dx", dx_lines, DIAGNOSIS_ROWS + more
        )
        self.procedures: BaseFormSet[ProcedureForm] = _formset(
            ProcedureForm, data, "px", px_lines, PROCEDURE_ROWS + more
        )

    def is_valid(self) -> bool:
        parts = (self.answer, self.diagnoses, self.procedures)
        valid = [part.is_valid() for part in parts]  # each of them fills its own errors
        return all(valid)

    def lines(self) -> list[LineInput]:
        """The filled rows in order; pointers renumbered past rows that are blank or removed."""
        diagnoses = filled(self.diagnoses)
        numbers = {index + 1: number for number, (index, _) in enumerate(diagnoses, start=1)}
        return [
            *(_line(form, DIAGNOSIS_SYSTEM) for _, form in diagnoses),
            *(
                _line(
                    form,
                    procedure_system(form.cleaned_data["code"]),
                    modifiers=form.cleaned_data["modifiers"],
                    units=form.cleaned_data["units"],
                    pointers=tuple(numbers.get(p, 0) for p in form.cleaned_data["pointers"]),
                )
                for _, form in filled(self.procedures)
            ),
        ]

    def place(self, results: Iterable[EditResult]) -> "Problems":
        """Each finding at the row on which it is shown."""
        rows = {
            "dx": [index for index, _ in filled(self.diagnoses)],
            "px": [index for index, _ in filled(self.procedures)],
        }
        return Problems.of(results, rows)


class Problems:
    """Findings by row key ("dx-0"), and those about the answer as a whole under ""."""

    def __init__(self) -> None:
        self.rows: dict[str, list[EditResult]] = {}

    @classmethod
    def of(
        cls, results: Iterable[EditResult], rows: Mapping[str, list[int]] | None = None
    ) -> "Problems":
        made = cls()
        for result in results:
            key = ""
            if result.line is not None:
                kind = "dx" if result.line.is_diagnosis else "px"
                number = result.line.number - 1
                index = rows[kind][number] if rows is not None else number
                key = f"{kind}-{index}"
            made.rows.setdefault(key, []).append(result)
        return made

    @property
    def errors(self) -> int:
        return sum(result.is_error for found in self.rows.values() for result in found)

    @property
    def whole(self) -> list[EditResult]:
        """About the answer as a whole."""
        return self.at("")

    def at(self, key: str) -> list[EditResult]:
        return self.rows.get(key, [])


def filled(formset: Any) -> list[tuple[int, Any]]:
    return [(index, form) for index, form in enumerate(formset.forms) if form.is_filled]


def _line(form: Any, system: str, **more: Any) -> LineInput:
    cleaned = form.cleaned_data
    return LineInput(
        system=system,
        code=cleaned["code"],
        evidence=cleaned["evidence"],
        rationale=cleaned["rationale"],
        suggestion=cleaned["suggestion"],
        **more,
    )


def _initial(coding: Coding) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    dx: list[dict[str, Any]] = []
    px: list[dict[str, Any]] = []
    for line in CodeLine.objects.filter(coding=coding).order_by("sequence"):
        common = {
            "code": line.code,
            "evidence": line.evidence,
            "rationale": line.rationale,
            "suggestion": line.suggestion,
        }
        if line.system == DIAGNOSIS_SYSTEM:
            dx.append(common)
        else:
            px.append(
                common
                | {
                    "modifiers": " ".join(line.modifiers),
                    "units": str(line.units),
                    "pointers": pointer_text(line.pointers),
                }
            )
    return dx, px
