"""What happens in the story: encounters, what their records support, what payers decide.

The numbers that the report must show are counted from here and from the shared files, never by
the product's own arithmetic.
"""

import csv
import datetime as dt
import gzip
import io
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

NPI = "1234567893"
TURNAROUND_HOURS = {"urgent": 8, "routine": 48}
Procedure = tuple[str, str, str]  # code, modifiers, pointers


@dataclass(frozen=True)
class Answer:
    """Diagnoses in order, and procedures."""

    diagnoses: tuple[str, ...]
    procedures: tuple[Procedure, ...]

    @property
    def codes(self) -> int:
        return len(self.diagnoses) + len(self.procedures)


@dataclass(frozen=True)
class Case:
    """One encounter: since when its documentation is complete, and what it supports."""

    ref: str
    hours_complete: float
    truth: Answer
    coded: Answer
    urgency: str = "urgent"
    amount: Decimal = Decimal("180.00")

    @property
    def is_late(self) -> bool:
        """Past its due time from the beginning, hours before anybody could take it."""
        return self.hours_complete > TURNAROUND_HOURS[self.urgency]


def case(ref: str, hours: float, truth: Answer, **more: object) -> Case:
    return Case(ref, hours, truth, **({"coded": truth} | more))  # type: ignore[arg-type]  # a shorthand


HYPERTENSION = Answer(("I10", "E11.9"), (("99213", "", "A,B"),))
DIABETES = Answer(("E11.65", "I10"), (("99214", "", "A,B"),))
HEART_FAILURE = Answer(("I50.22", "I10"), (("99214", "", "A,B"),))
UNSPECIFIED = Answer(("I50.9", "I10"), (("99214", "", "A,B"),))
INJECTION = Answer(("M17.11",), (("99213", "25", "A"), ("20610", "RT", "A")))
WITH_KIDNEY = Answer(("E11.22", "N18.31"), (("99214", "", "A,B"),))

LATE = case("FLOW-101", 30, HYPERTENSION)
LEVEL = case("FLOW-102", 7, DIABETES, coded=replace(DIABETES, procedures=(("99213", "", "A,B"),)))
ANSWERED = case("FLOW-103", 6, HEART_FAILURE)
EXPIRED = case("FLOW-104", 5, UNSPECIFIED)
MODIFIER = case(
    "FLOW-105",
    4,
    INJECTION,
    coded=replace(INJECTION, procedures=(("99213", "", "A"), ("20610", "RT", "A"))),
)
MISSED = case("FLOW-106", 3, WITH_KIDNEY, coded=Answer(("E11.22",), (("99214", "", "A"),)))
SECOND = tuple(case(f"FLOW-20{n}", 3 - n / 2, HYPERTENSION) for n in (1, 2, 3))
UNCODED = case("FLOW-301", 10, HYPERTENSION, urgency="routine")
FIRST = (LATE, LEVEL, ANSWERED, EXPIRED, MODIFIER, MISSED)
CODED = (*FIRST, *SECOND)
CASES = (*CODED, UNCODED)
BY_REF = {each.ref: each for each in CASES}

# (field, value of the bad cell) of rows that must be refused while the others go in.
BAD_ROWS = (
    ("encounter_class", "spaceship"),
    ("provider_npi", "1234567890"),
    ("date_of_service", "2999-01-01"),
    ("documentation_complete_at", "soon"),
)
HEADERS = {
    "encounter_ref": "Visit ID",
    "encounter_class": "Class",
    "specialty": "Specialty",
    "provider_npi": "NPI",
    "payer": "Payer",
    "date_of_service": "DOS",
    "documentation_complete_at": "Note signed at",
    "urgency": "Priority",
    "billed_amount": "Charges",
}


def worklist_csv(now: dt.datetime) -> bytes:
    """A practice's export, under its own headings, with bad rows and a repeated one."""
    rows = [_row(each, now) for each in CASES]
    good = _row(replace(LATE, ref="FLOW-900"), now)
    bad = [
        good | {"encounter_ref": f"FLOW-90{number}", name: value}
        for number, (name, value) in enumerate(BAD_ROWS, start=1)
    ]
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(HEADERS))
    writer.writerow(HEADERS)
    writer.writerows([*rows, *bad, rows[0]])
    return buffer.getvalue().encode()


def _row(each: Case, now: dt.datetime) -> dict[str, str]:
    complete = now - dt.timedelta(hours=each.hours_complete)
    return {
        "encounter_ref": each.ref,
        "encounter_class": "outpatient",
        "specialty": "family_medicine",
        "provider_npi": NPI,
        "payer": "Harbor Mutual",
        "date_of_service": (complete - dt.timedelta(days=2)).date().isoformat(),
        "documentation_complete_at": complete.isoformat(timespec="minutes"),
        "urgency": each.urgency,
        "billed_amount": str(each.amount),
    }


# An order file of ICD-10-CM: number, code, billable, short text (60 wide), long text.
CODES = {
    "I10": "Essential (primary) hypertension",
    "E11": "Type 2 diabetes mellitus",
    "E119": "Type 2 diabetes mellitus without complications",
    "E1165": "Type 2 diabetes mellitus with hyperglycemia",
    "E1122": "Type 2 diabetes mellitus with diabetic chronic kidney disease",
    "N1831": "Chronic kidney disease, stage 3a",
    "I509": "Heart failure, unspecified",
    "I5022": "Chronic systolic (congestive) heart failure",
    "M1711": "Unilateral primary osteoarthritis, right knee",
}
HEADINGS = {"E11"}


def order_file() -> str:
    return "".join(
        f"{number:05d} {code:7} {int(code not in HEADINGS)} {text[:60]:60} {text}\n"
        for number, (code, text) in enumerate(CODES.items(), start=1)
    )


@dataclass(frozen=True)
class Remit:
    """One claim as the payer decided it; `cuts` are (group, CARC, amount) of its one line."""

    ref: str
    status: str
    charge: Decimal
    cuts: tuple[tuple[str, str, Decimal], ...]
    denied: Decimal = Decimal(0)
    is_coding: bool = False

    @property
    def paid(self) -> Decimal:
        return self.charge - sum((amount for *_, amount in self.cuts), Decimal(0))


def remit(ref: str, status: str, *cuts: tuple[str, str, str], denied: str = "0", **more: bool):
    made = tuple((group, carc, Decimal(amount)) for group, carc, amount in cuts)
    return Remit(ref, status, Decimal("180.00"), made, Decimal(denied), **more)


# CARC 45 and 3 are no denials; 11 is a coder's, 27 the front desk's, 50 is for the analyst to say.
REMITS = (
    remit(LATE.ref, "1", ("CO", "45", "60.00")),
    remit(LEVEL.ref, "1", ("CO", "45", "50.00"), ("PR", "3", "25.00")),
    remit(ANSWERED.ref, "4", ("CO", "11", "180.00"), denied="180.00", is_coding=True),
    remit(MODIFIER.ref, "1", ("CO", "50", "75.50"), denied="75.50", is_coding=True),
    remit(SECOND[0].ref, "4", ("CO", "27", "180.00"), denied="180.00"),
    remit("ELSEWHERE-1", "1", ("CO", "45", "10.00")),
)
JUDGED_AS_CODING = next(each for each in REMITS if each.ref == MODIFIER.ref)
ISA = "ISA*00*          *00*          *ZZ*PAYER          *ZZ*PRACTICE       "
PATIENT = ("QUIMBYSON", "THADDEUS")


def remittance_file(paid_on: dt.date) -> bytes:
    """A small 835 of the claims above."""
    total = sum((each.paid for each in REMITS), Decimal(0))
    body = [
        "ST*835*0001",
        f"BPR*I*{total}*C*ACH************{paid_on:%Y%m%d}",
        "TRN*1*FLOW0001*1999999999",
        f"DTM*405*{paid_on:%Y%m%d}",
        "N1*PR*HARBOR MUTUAL*XV*99999",
        f"N1*PE*HARBOR PRACTICE*XX*{NPI}",
        "LX*1",
        *(segment for each in REMITS for segment in _claim(each, paid_on)),
    ]
    segments = [
        f"{ISA}*{paid_on:%y%m%d}*1200*^*00501*000000001*0*P*:",
        f"GS*HP*PAYER*PRACTICE*{paid_on:%Y%m%d}*1200*1*X*005010X221A1",
        *body,
        f"SE*{len(body) + 1}*0001",
        "GE*1*1",
        "IEA*1*000000001",
    ]
    return "".join(f"{segment}~\n" for segment in segments).encode()


def _claim(each: Remit, paid_on: dt.date) -> Iterable[str]:
    patient = sum((amount for group, _, amount in each.cuts if group == "PR"), Decimal(0))
    yield f"CLP*{each.ref}*{each.status}*{each.charge}*{each.paid}*{patient}*12*PCN{each.ref}*11*1"
    yield f"NM1*QC*1*{PATIENT[0]}*{PATIENT[1]}****MI*SUBSCRIBER"
    yield f"SVC*HC:99213*{each.charge}*{each.paid}**1"
    yield f"DTM*472*{paid_on - dt.timedelta(days=9):%Y%m%d}"
    yield from (f"CAS*{group}*{carc}*{amount}" for group, carc, amount in each.cuts)


def ndjson(folder: Path, resource: str) -> list[dict[str, object]]:
    with gzip.open(folder / "fhir" / f"{resource}.ndjson.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def identifying_words(folder: Path) -> set[str]:
    """Names and birth dates of the export's patients, and the name in our 835."""
    words = set(PATIENT)
    for patient in ndjson(folder, "Patient"):
        words.add(str(patient["birthDate"]))
        for name in patient["name"]:  # type: ignore[attr-defined]  # FHIR's shape
            words.add(f"{name['given'][0]} {name['family']}")
            words.add(" ".join([*name["given"], name["family"]]))
    return words
