"""Edits on a coding before it may be attested: a pure function of lines, code facts and the date.

An error blocks the attestation; a warning is shown and may stand. Each names the line, the field,
the value and what to do about it.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

MAX_DIAGNOSES = 12  # the diagnosis lines of a professional claim
MAX_POINTERS = 4
MAX_MODIFIERS = 4
MAX_UNITS = 9999

DIAGNOSIS_SYSTEM = "icd10cm"
_SHAPES = {
    "icd10cm": re.compile(r"[A-Z][0-9A-Z][0-9A-Z](\.[0-9A-Z]{1,4})?"),
    "cpt": re.compile(r"[0-9]{4}[0-9A-Z]"),
    "hcpcs": re.compile(r"[A-V][0-9]{4}"),
    "icd10pcs": re.compile(r"[0-9A-HJ-NP-Z]{7}"),
}
_NAMES = {"icd10cm": "ICD-10-CM", "cpt": "CPT", "hcpcs": "HCPCS", "icd10pcs": "ICD-10-PCS"}
_MODIFIER = re.compile(r"[0-9A-Z]{2}")


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line as the coder wrote it; `number` is its place in its own table, from 1."""

    system: str
    code: str
    number: int
    modifiers: tuple[str, ...] = ()
    units: int | None = 1
    pointers: tuple[int, ...] = ()
    evidence: str = ""

    @property
    def is_diagnosis(self) -> bool:
        return self.system == DIAGNOSIS_SYSTEM


@dataclass(frozen=True, slots=True)
class CodeFact:
    """What a loaded code set says about a code on one stretch of dates (`valid_to` inclusive)."""

    is_billable: bool
    valid_from: date | None = None
    valid_to: date | None = None

    def covers(self, day: date) -> bool:
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True, slots=True)
class CodeFacts:
    """The facts for the codes of one coding, which systems have a code set at all, and the first
    day of their first release.
    """

    loaded: frozenset[str] = frozenset()
    known: Mapping[tuple[str, str], Sequence[CodeFact]] = field(default_factory=dict)
    since: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class EditResult:
    """One finding of the edits; without a line it is about the coding as a whole."""

    rule: str
    message: str
    severity: Severity = Severity.ERROR
    line: LineDraft | None = None
    field: str = ""

    @property
    def is_error(self) -> bool:
        return self.severity is Severity.ERROR


def normalise_code(system: str, text: str) -> str:
    """Upper case, no blanks; the dot of an ICD-10-CM code where the classification prints it."""
    code = re.sub(r"\s+", "", text).upper()
    if system == DIAGNOSIS_SYSTEM:
        plain = code.replace(".", "")
        return plain if len(plain) <= 3 else f"{plain[:3]}.{plain[3:]}"  # noqa: PLR2004 -- the category has three characters
    return code


def parse_modifiers(text: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"[\s,;]+", text.upper().strip()) if part)


def parse_pointers(text: str) -> tuple[int, ...]:
    """`1,2`, `1 2`, `A,B` or `AB`: the diagnosis lines, in the order given; 0 for nonsense."""
    found: list[int] = []
    for part in re.findall(r"[0-9]+|[A-Z]|[^\s,;]", text.upper()):
        if part.isdecimal():
            found.append(int(part))
        else:
            found.append(ord(part) - ord("A") + 1 if "A" <= part <= "L" else 0)
    return tuple(found)


def edit_coding(
    lines: Iterable[LineDraft], facts: CodeFacts, on_date: date, *, evidence_required: bool = False
) -> list[EditResult]:
    """Every finding, in the order of the page: the coding, the diagnoses, the procedures."""
    lines = list(lines)
    diagnoses = [line for line in lines if line.is_diagnosis]
    found = _whole(diagnoses)
    for line in lines:
        found += _code(line, facts, on_date)
        if evidence_required and not line.evidence.strip():
            message = (
                "This chart needs the place in the note for every code: page, line or section."
            )
            found.append(EditResult("evidence", message, line=line, field="evidence"))
        if not line.is_diagnosis:
            found += [*_modifiers(line), *_units(line), *_pointers(line, len(diagnoses))]
    return found + _repeated(lines)


def _whole(diagnoses: Sequence[LineDraft]) -> list[EditResult]:
    if not diagnoses:
        message = "There is no diagnosis: enter at least one ICD-10-CM code."
        return [EditResult("no_diagnosis", message)]
    if len(diagnoses) > MAX_DIAGNOSES:
        message = (
            f"{len(diagnoses)} diagnoses are more than a claim's {MAX_DIAGNOSES}: only the first "
            f"{MAX_DIAGNOSES} can be pointed to."
        )
        return [EditResult("many_diagnoses", message, Severity.WARNING)]
    return []


def _code(line: LineDraft, facts: CodeFacts, on_date: date) -> list[EditResult]:
    def found(rule: str, message: str, severity: Severity = Severity.ERROR) -> list[EditResult]:
        return [EditResult(rule, message, severity, line, "code")]

    name, shape = _NAMES.get(line.system), _SHAPES.get(line.system)
    if name is None or shape is None:
        return found("system", f"{line.system} is no code system of this engagement.")
    if not shape.fullmatch(line.code):
        return found("shape", f"{line.code} is not written like {name} codes: search for it.")
    if line.system not in facts.loaded:
        message = f"No {name} code set is loaded: {line.code} was not checked."
        return found("not_loaded", message, Severity.WARNING)
    versions = facts.known.get((line.system, line.code), ())
    rule, message = _versions(line.code, name, versions, on_date, facts.since.get(line.system))
    return found(rule, message) if rule else []


def _versions(
    code: str, name: str, versions: Sequence[CodeFact], on_date: date, since: date | None
) -> tuple[str, str]:
    """The rule that the code breaks on that date and why, or two empty texts."""
    if not versions:
        return "unknown", f"{code} is not in the {name} code set: search for it."
    valid = [version for version in versions if version.covers(on_date)]
    if not valid:
        return "not_valid", _why_not_valid(code, name, versions, on_date, since)
    if not any(version.is_billable for version in valid):
        return "not_billable", f"{code} is a heading: choose a code below it."
    return "", ""


def _why_not_valid(
    code: str, name: str, versions: Sequence[CodeFact], on_date: date, since: date | None
) -> str:
    ends = [v.valid_to for v in versions if v.valid_to is not None and v.valid_to < on_date]
    if ends:
        return (
            f"{code} ended on {max(ends):%Y-%m-%d} and is not valid on the date of service "
            f"{on_date:%Y-%m-%d}: choose its successor."
        )
    if since is not None and on_date < since:
        return (
            f"The {name} codes of {on_date:%Y-%m-%d} are not loaded, only those since "
            f"{since:%Y-%m-%d}: ask the platform administrator for the release in force then."
        )
    starts = [v.valid_from for v in versions if v.valid_from is not None]
    return (
        f"{code} starts on {min(starts):%Y-%m-%d} and is not valid yet on the date of service "
        f"{on_date:%Y-%m-%d}: choose the code in force then."
    )


def _modifiers(line: LineDraft) -> list[EditResult]:
    found = [
        EditResult(
            "modifier",
            f"{modifier} is not a modifier: two letters or digits.",
            line=line,
            field="modifiers",
        )
        for modifier in line.modifiers
        if not _MODIFIER.fullmatch(modifier)
    ]
    if len(set(line.modifiers)) < len(line.modifiers):
        message = "A modifier is entered twice: remove one."
        found.append(EditResult("modifier_twice", message, line=line, field="modifiers"))
    if len(line.modifiers) > MAX_MODIFIERS:
        message = f"A line carries at most {MAX_MODIFIERS} modifiers."
        found.append(EditResult("many_modifiers", message, line=line, field="modifiers"))
    return found


def _units(line: LineDraft) -> list[EditResult]:
    if line.units is not None and 1 <= line.units <= MAX_UNITS:
        return []
    message = f"Units must be a whole number from 1 to {MAX_UNITS}."
    return [EditResult("units", message, line=line, field="units")]


def _pointers(line: LineDraft, diagnoses: int) -> list[EditResult]:
    def found(rule: str, message: str) -> EditResult:
        return EditResult(rule, message, line=line, field="pointers")

    if not line.pointers:
        return [found("no_pointer", "Point to at least one diagnosis line, such as A or 1.")]
    results = []
    reachable = min(diagnoses, MAX_DIAGNOSES)
    if any(not 1 <= pointer <= reachable for pointer in line.pointers):
        shown = f"A to {chr(ord('A') + reachable - 1)}" if reachable else "none yet"
        message = f"A pointer leads to no diagnosis line: the diagnoses are {shown}."
        results.append(found("pointer", message))
    if len(set(line.pointers)) < len(line.pointers):
        results.append(found("pointer_twice", "The same diagnosis is pointed to twice."))
    if len(line.pointers) > MAX_POINTERS:
        results.append(found("many_pointers", f"A line points to at most {MAX_POINTERS}."))
    return results


def _repeated(lines: Sequence[LineDraft]) -> list[EditResult]:
    seen: Counter[tuple[str, str, tuple[str, ...]]] = Counter()
    found = []
    for line in lines:
        key = (line.system, line.code, tuple(sorted(line.modifiers)))
        seen[key] += 1
        if seen[key] == 1:
            continue
        if line.is_diagnosis:
            message = f"{line.code} is already a diagnosis line: remove one."
            found.append(EditResult("duplicate_diagnosis", message, line=line, field="code"))
        else:
            message = f"{line.code} is already a line with the same modifiers: use units or 76/77."
            warning = Severity.WARNING
            found.append(EditResult("duplicate_procedure", message, warning, line, "code"))
    return found
