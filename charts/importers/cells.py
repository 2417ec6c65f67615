"""Cleaning of single cells: text from CSV and FHIR, typed values from spreadsheets.

A cleaner takes what the file holds and returns what the chart holds, or raises `CellError` with
the problem and its remedy. It never sees the rest of the row.
"""

import re
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from charts.importers import vocabulary
from engagements.validators import npi_is_valid

EXACT_SPREADSHEET_INTEGER = 10**15
"""A spreadsheet keeps fifteen digits; longer numbers have been rounded."""

AMOUNT_LIMIT = Decimal(10_000_000)
REF_LENGTH = 64
SPECIALTY_LENGTH = 60
NAME_LENGTH = 120
URL_LENGTH = 500
LOCATION_LENGTH = 60

_REF = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9][A-Za-z0-9._:/#-]*", re.ASCII)
_URL = re.compile(
    r"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?(?:[/?#][!#-;=?-\[\]_a-z~]*)?",
    re.IGNORECASE | re.ASCII,
)
_SSN = re.compile(r"[0-9]{3}-[0-9]{2}-[0-9]{4}")
_AMOUNT = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?|-?[0-9]*\.?[0-9]*")

_CLASSES = vocabulary.lookup(vocabulary.ENCOUNTER_CLASSES)
_SPECIALTIES = vocabulary.lookup(vocabulary.SPECIALTIES)
_URGENCIES = vocabulary.lookup(vocabulary.URGENCIES)
_STATES = {vocabulary.fold(name): code for code, name in vocabulary.STATES.items()}

CENT = Decimal("0.01")


class CellError(ValueError):
    """A value that cannot go in, and what the sender of the file can do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy


@dataclass(frozen=True)
class Context:
    """What cleaning needs to know of the engagement: its zone and what "now" is there."""

    zone: ZoneInfo
    now: datetime
    today: date = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "today", self.now.astimezone(self.zone).date())


def as_text(raw: Any) -> str:
    """A cell as text. Spreadsheets hand whole numbers over as floats; the digits must survive."""
    if isinstance(raw, str):
        text = raw.strip()
        if text[:1] == "=":
            raise CellError("holds a formula", "Paste the column as values before exporting")
        return text
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float):
        if abs(raw) >= EXACT_SPREADSHEET_INTEGER:
            raise CellError(
                "is a number too long for a spreadsheet, its last digits are lost",
                "Format the column as text and enter the value again",
            )
        return str(int(raw)) if raw.is_integer() else repr(raw)
    return "" if raw is None else str(raw)


def clean_ref(raw: Any, _context: Context | None = None) -> str:
    text = as_text(raw)
    if len(text) > REF_LENGTH:
        raise CellError(
            f"is longer than {REF_LENGTH} characters", "Send the encounter number alone"
        )
    if _SSN.fullmatch(text):
        raise CellError(
            "looks like a social security number",
            "Send the encounter number of the EHR; personal identifiers are never kept here",
        )
    if not _REF.fullmatch(text):
        raise CellError(
            "is no encounter reference",
            "Use letters, digits and . _ : / # - with at least one digit, without blanks;"
            " never a name",
        )
    return text


def clean_class(raw: Any, _context: Context) -> str:
    found = _CLASSES.get(vocabulary.fold(as_text(raw)))
    if found is None:
        raise CellError("is no encounter class", f"Use one of: {_words(_CLASSES)}")
    return found


def clean_urgency(raw: Any, _context: Context) -> str:
    found = _URGENCIES.get(vocabulary.fold(as_text(raw)))
    if found is None:
        raise CellError("is no urgency", f"Use one of: {_words(_URGENCIES)}; empty means routine")
    return found


def _words(table: dict[str, str]) -> str:
    return ", ".join(dict.fromkeys(table.values()))


def specialty_name(text: str) -> str:
    """Our name where we know the specialty; any other name is kept in the same form."""
    words = vocabulary.fold(text).removesuffix(" physician")
    return _SPECIALTIES.get(words) or "_".join(words.split())


def clean_specialty(raw: Any, _context: Context) -> str:
    text = specialty_name(as_text(raw))
    if not text or len(text) > SPECIALTY_LENGTH or text.isdigit():
        raise CellError("is no specialty", "Use a name such as family_medicine or cardiology")
    return text


def clean_npi(raw: Any, _context: Context) -> str:
    text = as_text(raw).replace(" ", "").replace("-", "")
    if "E+" in text.upper():
        raise CellError(
            "was turned into scientific notation by a spreadsheet",
            "Format the column as text and export again",
        )
    if not npi_is_valid(text):
        raise CellError(
            "is no NPI: ten digits of which the last is a check digit",
            "Look the provider up in the NPI registry and correct the number",
        )
    return text


def clean_name(raw: Any, _context: Context) -> str:
    return _name(raw, NAME_LENGTH)


def clean_location(raw: Any, _context: Context) -> str:
    return _name(raw, LOCATION_LENGTH)


def _name(raw: Any, limit: int) -> str:
    text = " ".join(as_text(raw).split())
    if len(text) > limit:
        raise CellError(f"is longer than {limit} characters", "Shorten the name")
    if not text.isprintable():
        raise CellError("holds control characters", "Remove them and export again")
    return text


def clean_state(raw: Any, _context: Context) -> str:
    text = as_text(raw)
    code = text.upper()
    if code in vocabulary.STATES:
        return code
    found = _STATES.get(vocabulary.fold(text))
    if found is None:
        raise CellError("is no US state or territory", "Use the two-letter code, such as PA")
    return found


def clean_url(raw: Any, _context: Context) -> str:
    text = as_text(raw)
    if not text.lower().startswith("https://"):
        raise CellError("is no https address", "Send the chart's deep link, starting with https://")
    if len(text) > URL_LENGTH:
        raise CellError(f"is longer than {URL_LENGTH} characters", "Send a shorter deep link")
    if not _URL.fullmatch(text):
        raise CellError(
            "is no valid address",
            "Encode blanks, quotes and accented letters; leave out user names and passwords",
        )
    return text


def clean_amount(raw: Any, _context: Context) -> Decimal:
    text = as_text(raw).replace("$", "").replace(" ", "")
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    try:
        amount = Decimal(text.replace(",", "")) if _AMOUNT.fullmatch(text) else None
    except InvalidOperation:
        amount = None
    if amount is None or not amount.is_finite():
        raise CellError("is no amount", "Write dollars and cents, such as 1234.50")
    if amount < 0:
        raise CellError(
            "is negative", "Send the amount billed; credits do not belong in a worklist"
        )
    if amount >= AMOUNT_LIMIT:
        raise CellError(f"is {AMOUNT_LIMIT:,} dollars or more", "Check for a lost decimal point")
    cents = amount.quantize(CENT)
    if cents != amount and not isinstance(raw, float):
        raise CellError("has more than two decimals", "Round it to cents")
    return cents
