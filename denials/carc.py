"""Adjustment reason codes: what each means in our own words, whether it is a denial at all,
and the class and taxonomy to start the analysis from.

Pure reference data and functions. X12 owns the official texts, so only short labels of our
own are held (`reference/*.csv`). A suggestion is a hypothesis: the analyst decides.
"""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from denials.enums import Confidence, DenialClass

UNPROCESSABLE = "MA130"
# These say nothing without a remark code.
BY_REMARK = frozenset({"16", "96", "A1"})
_GLOBAL_REMARK = "N525"
_PROPERTY_AND_CASUALTY = "P"


class AdjustmentKind(StrEnum):
    """Why the amount was taken off: only one of the kinds is a denial."""

    DENIAL = "denial"
    PATIENT = "patient"
    CONTRACTUAL = "contractual"
    COORDINATION = "coordination"
    INFORMATION = "information"


TAXONOMY = {
    "add_on": "Add-on without its primary procedure",
    "age_sex": "Code against age, sex or history",
    "appeal": "Appeal procedure or time limit",
    "authorization": "Authorisation or referral",
    "benefit_limit": "Benefit limit",
    "billing": "Billing or submission",
    "contract": "Contract terms",
    "coordination": "Coordination of benefits",
    "coverage": "Not covered by the plan",
    "credentialing": "Credentialing or enrolment",
    "diagnosis_code": "Diagnosis code missing or invalid",
    "documentation": "Documentation insufficient or missing",
    "drg": "DRG",
    "duplicate": "Duplicate",
    "dx_procedure": "Diagnosis-procedure mismatch",
    "eligibility": "Eligibility",
    "global_period": "Global period",
    "invalid_code": "Invalid or deleted code",
    "laterality": "Laterality",
    "medical_necessity": "Medical necessity",
    "modifier": "Missing or incorrect modifier",
    "new_established": "New versus established patient",
    "non_specific_dx": "Non-specific diagnosis",
    "non_specific_procedure": "Non-specific procedure",
    "pc_tc": "Professional and technical component",
    "place_of_service": "Place of service",
    "procedure_code": "Procedure code missing or invalid",
    "property_casualty": "Property, casualty or workers' compensation",
    "readmission": "Readmission",
    "registration": "Registration",
    "revenue_code": "Revenue code against procedure",
    "screening": "Screening or diagnostic",
    "timely_filing": "Timely filing",
    "unbundling": "Unbundling",
    "units": "Units or time",
    "upcoding": "Level of service (upcoding)",
    "": "Not classified",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One CARC."""

    code: str
    label: str
    kind: AdjustmentKind
    suggested: DenialClass | None = None
    also: tuple[DenialClass, ...] = ()
    taxonomy: str = ""
    confidence: Confidence = Confidence.LOW
    ended: date | None = None

    @property
    def needs_remark(self) -> bool:
        return self.code in BY_REMARK

    def is_legacy(self, on: date) -> bool:
        return self.ended is not None and self.ended <= on


@dataclass(frozen=True, slots=True)
class Remark:
    """One RARC that refines a reason. `suggested` is None where it only changes the handling."""

    code: str
    label: str
    suggested: DenialClass | None = None
    also: tuple[DenialClass, ...] = ()
    taxonomy: str = ""
    ended: date | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Where to start, and why; `new_claim` means there is nothing to appeal."""

    suggested: DenialClass
    taxonomy: str
    confidence: Confidence
    reason: str
    also: tuple[DenialClass, ...] = ()
    new_claim: bool = False


def reason_of(code: str) -> Reason:
    """The reason, or a stand-in that says no label is held."""
    found = reasons().get(code)
    if found is not None:
        return found
    book = "property_casualty" if code.startswith(_PROPERTY_AND_CASUALTY) else ""
    label = TAXONOMY[book] if book else "No label is held for this code"
    return Reason(code, label, AdjustmentKind.DENIAL, DenialClass.REVIEW, taxonomy=book)


def remark_of(code: str) -> Remark:
    return remarks().get(code) or Remark(code, "No label is held for this remark")


def is_denial(code: str) -> bool:
    """Whether the reason by itself denies: deductibles and contract terms do not."""
    return reason_of(code).kind is AdjustmentKind.DENIAL


def suggest(code: str, remark_codes: Iterable[str]) -> Suggestion:
    """Class and taxonomy from the reason, refined by its remarks."""
    remark_codes = tuple(remark_codes)
    new_claim = UNPROCESSABLE in remark_codes
    reason = reason_of(code)
    if reason.needs_remark:
        return _by_remark(reason, remark_codes, new_claim=new_claim)
    if code == "97" and _GLOBAL_REMARK in remark_codes:
        return Suggestion(
            DenialClass.CODING,
            "global_period",
            Confidence.HIGH,
            f"CARC 97 with {_GLOBAL_REMARK}: {remark_of(_GLOBAL_REMARK).label}",
            new_claim=new_claim,
        )
    return Suggestion(
        reason.suggested or DenialClass.REVIEW,
        reason.taxonomy,
        reason.confidence,
        f"CARC {code}: {reason.label}",
        reason.also,
        new_claim,
    )


def _by_remark(reason: Reason, codes: tuple[str, ...], *, new_claim: bool) -> Suggestion:
    """The first remark that refines decides; others that point elsewhere lower the confidence."""
    refining = [remark_of(code) for code in codes if remark_of(code).suggested is not None]
    if not refining:
        named = f" with {', '.join(codes)}" if codes else " without a remark"
        return Suggestion(
            DenialClass.REVIEW,
            "",
            Confidence.LOW,
            f"CARC {reason.code}{named}: nothing here says what was wrong",
            new_claim=new_claim,
        )
    first = refining[0]
    disagree = {remark.suggested for remark in refining} != {first.suggested}
    is_open = first.suggested is DenialClass.REVIEW
    level = Confidence.LOW if is_open else Confidence.MEDIUM if disagree else Confidence.HIGH
    return Suggestion(
        first.suggested or DenialClass.REVIEW,
        first.taxonomy,
        level,
        f"CARC {reason.code} with {first.code}: {first.label}",
        first.also,
        new_claim,
    )


@cache
def reasons() -> Mapping[str, Reason]:
    return {row["code"]: _reason(row) for row in _rows("carc.csv")}


@cache
def remarks() -> Mapping[str, Remark]:
    return {row["code"]: _remark(row) for row in _rows("rarc.csv")}


def _rows(name: str) -> Iterable[dict[str, str]]:
    with (files("denials") / "reference" / name).open(encoding="utf-8") as stream:
        yield from csv.DictReader(stream)


def _reason(row: dict[str, str]) -> Reason:
    by_remark = row["class"] == "by_rarc"
    return Reason(
        code=row["code"],
        label=row["label"],
        kind=AdjustmentKind(row["kind"]),
        suggested=DenialClass(row["class"]) if row["class"] and not by_remark else None,
        also=_classes(row["also"]),
        taxonomy=row["taxonomy"],
        confidence=Confidence(row["confidence"] or Confidence.LOW),
        ended=date.fromisoformat(row["ended"]) if row["ended"] else None,
    )


def _remark(row: dict[str, str]) -> Remark:
    return Remark(
        code=row["code"],
        label=row["label"],
        suggested=DenialClass(row["class"]) if row["class"] else None,
        also=_classes(row["also"]),
        taxonomy=row["taxonomy"],
        ended=date.fromisoformat(row["ended"]) if row["ended"] else None,
    )


def _classes(text: str) -> tuple[DenialClass, ...]:
    return tuple(DenialClass(name) for name in text.split())
