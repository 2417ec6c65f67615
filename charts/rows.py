"""What files say, row by row: charts of worklists, errors in them, codes of code sets.

The readers make these from files and the services take them; neither knows the other.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from charts.completeness import Told

VALUE_SHOWN = 60


class ChartRow(NamedTuple):
    """One valid row; the field order is the column order of the template."""

    encounter_ref: str
    encounter_class: str
    specialty: str
    provider_npi: str
    provider_name: str
    payer: str
    payer_state: str
    date_of_service: date
    documentation_complete_at: datetime | None
    urgency: str
    ehr_url: str
    billed_amount: Decimal | None
    location: str = ""
    documents: tuple["DocumentRow", ...] = ()
    file: str = ""
    row: int = 0


class DocumentRow(NamedTuple):
    """What a file says of one document of a chart: no text of it."""

    document_type: str
    reference: str
    dated_at: datetime | None
    signed_at: datetime | None
    received_at: datetime

    @property
    def told(self) -> Told:
        return Told(self.document_type, self.dated_at, self.signed_at, self.received_at)


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing that is wrong and what to do about it. Row 0 is the file as a whole."""

    file: str
    row: int
    field: str
    value: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        where = f"{self.file} row {self.row}" if self.row else self.file
        what = f", {self.field}" if self.field else ""
        value = f" {self.value!r}" if self.value else ""
        return f"{where}{what}{value}: {self.problem}. {self.remedy}"


def shown(value: object) -> str:
    """A value as an error message may repeat it: printable, on one line, cut short."""
    text = str(int(value) if isinstance(value, float) and value.is_integer() else value)
    if len(text) > VALUE_SHOWN:
        text = text[: VALUE_SHOWN - 1] + "…"
    return "".join(char if char.isprintable() else "�" for char in text)


class CodeRow(NamedTuple):
    """One code of one release. Dates are given only where the file itself carries them.

    `terms` are further words by which the code is found; they are not its text.
    """

    system: str
    code: str
    title: str
    billable: bool = True
    starts: date | None = None
    ends: date | None = None
    terms: str = ""


class PtpRow(NamedTuple):
    """A procedure-to-procedure edit: column two is not paid beside column one."""

    column_1: str
    column_2: str
    ends: date | None
    modifier_indicator: str


class MueRow(NamedTuple):
    """The most units of a code that are paid, and how the limit is adjudicated."""

    code: str
    units: int
    adjudication: str
    service: str


class AddOnRow(NamedTuple):
    """An add-on code and a primary it may hang on; no primary means the contractor decides."""

    add_on: str
    primary: str
    edit_type: str


class BenchmarkRow(NamedTuple):
    """How often physicians of a specialty bill a visit code."""

    specialty: str
    code: str
    services: int


class RvuRow(NamedTuple):
    """The relative values of a code in one fee schedule."""

    code: str
    modifier: str
    status: str
    total_facility: Decimal | None
    total_nonfacility: Decimal | None
    conversion_factor: Decimal | None
    global_days: str
