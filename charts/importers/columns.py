"""The columns of a worklist file, as objects: name, other spellings, cleaner."""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from charts.importers import cells, documents, times
from charts.importers.cells import CellError, Context
from charts.importers.vocabulary import fold

MEMO_LIMIT = 20_000
_UNDECODED = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True)
class Column:
    """One column: how it is called, how a cell becomes a value, what an empty cell means."""

    name: str
    aliases: tuple[str, ...]
    clean: Callable[[Any, Context], Any]
    help: str
    example: str
    required: bool = False
    empty: Any = ""

    @property
    def spellings(self) -> frozenset[str]:
        return frozenset(fold(name) for name in (self.name, *self.aliases))


COLUMNS = (
    Column(
        "encounter_ref",
        (
            "encounter",
            "encounter id",
            "encounter number",
            "encounter no",
            "encounter reference",
            "visit id",
            "visit number",
            "visit no",
            "csn",
            "fin",
            "account",
            "account number",
            "account no",
            "chart id",
            "chart number",
            "case id",
        ),
        cells.clean_ref,
        "the encounter number in the EHR",
        "ENC-100234",
        required=True,
    ),
    Column(
        "encounter_class",
        (
            "class",
            "encounter type",
            "visit type",
            "patient class",
            "patient type",
            "setting",
            "type of encounter",
            "care setting",
        ),
        cells.clean_class,
        "inpatient, outpatient, emergency ...",
        "outpatient",
        required=True,
    ),
    Column(
        "specialty",
        ("service line", "provider specialty", "department", "dept", "clinic specialty"),
        cells.clean_specialty,
        "the specialty whose terms apply",
        "family_medicine",
        required=True,
    ),
    Column(
        "provider_npi",
        (
            "npi",
            "rendering npi",
            "rendering provider npi",
            "attending npi",
            "provider id npi",
            "physician npi",
            "doctor npi",
        ),
        cells.clean_npi,
        "ten digits with check digit",
        "1234567893",
        required=True,
    ),
    Column(
        "provider_name",
        (
            "provider",
            "rendering provider",
            "attending",
            "attending provider",
            "physician",
            "doctor",
            "clinician",
        ),
        cells.clean_name,
        "the provider's name",
        "Example Provider",
    ),
    Column(
        "payer",
        (
            "payer name",
            "payor",
            "payor name",
            "insurance",
            "insurance name",
            "carrier",
            "primary payer",
            "primary insurance",
            "health plan",
            "plan",
            "financial class",
        ),
        cells.clean_name,
        "the primary payer",
        "Medicare Part B",
    ),
    Column(
        "payer_state",
        ("state", "plan state", "payor state", "insurance state"),
        cells.clean_state,
        "two letters",
        "PA",
    ),
    Column(
        "date_of_service",
        (
            "dos",
            "service date",
            "date of visit",
            "visit date",
            "encounter date",
            "from date",
            "date of service from",
            "admission date",
            "admit date",
        ),
        times.clean_date,
        "YYYY-MM-DD or MM/DD/YYYY",
        "2026-03-02",
        required=True,
        empty=None,
    ),
    Column(
        "documentation_complete_at",
        (
            "documentation complete",
            "documentation completed",
            "doc complete",
            "complete at",
            "note signed",
            "note signed at",
            "signed at",
            "chart completed",
            "chart closed",
            "completed at",
            "documentation date",
        ),
        times.clean_stamp,
        "when the record was complete and signed; empty: not yet",
        "2026-03-02 16:45",
        empty=None,
    ),
    Column(
        "urgency",
        ("priority", "urgent", "turnaround", "turnaround class"),
        cells.clean_urgency,
        "routine or urgent; empty: routine",
        "routine",
        empty="routine",
    ),
    Column(
        "ehr_url",
        ("url", "link", "deep link", "ehr link", "chart url", "chart link"),
        cells.clean_url,
        "https deep link to the chart",
        "https://ehr.example.org/encounter/100234",
    ),
    Column(
        "billed_amount",
        (
            "amount",
            "billed",
            "charge",
            "charges",
            "total charges",
            "charge amount",
            "charge total",
            "billed charges",
            "total billed",
        ),
        cells.clean_amount,
        "dollars and cents",
        "185.00",
        empty=None,
    ),
    Column(
        "location",
        ("facility", "site", "department", "clinic"),
        cells.clean_location,
        "where the visit took place: facility, department or clinic",
        "Main Street Clinic",
    ),
    Column(
        "documents",
        ("document list", "documents signed", "signed documents", "document status"),
        documents.clean_documents,
        "each document with the time it was signed, semicolons between them",
        "progress_note=2026-03-02 16:45",
        empty=(),
    ),
)

BY_NAME = {column.name: column for column in COLUMNS}


class Cleaner(dict[Any, Any]):
    """Cleans the cells of one column: `cleaner[raw]` is the value, or raises `CellError`.

    Worklists repeat providers, payers, dates and classes by the thousand, so what has been seen
    is looked up; the memory is bounded.
    """

    def __init__(self, column: Column, context: Context) -> None:
        super().__init__()
        self.column = column
        self.context = context

    def __missing__(self, raw: Any) -> Any:
        value = self._cleaned(raw)
        if len(self) < MEMO_LIMIT:
            self[raw] = value
        return value

    def _cleaned(self, raw: Any) -> Any:
        if raw is None or (isinstance(raw, str) and not raw.strip()):
            if self.column.required:
                raise CellError("is empty", f"Fill it in: {self.column.help}")
            return self.column.empty
        if isinstance(raw, str) and not raw.isascii() and _UNDECODED.search(raw):
            raise CellError("is not readable as UTF-8", "Export the file as CSV UTF-8")
        return self.column.clean(raw, self.context)


def template_csv() -> str:
    """The file to fill in: the header and one example row, made from the columns themselves."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(column.name for column in COLUMNS)
    writer.writerow(column.example for column in COLUMNS)
    return buffer.getvalue()
