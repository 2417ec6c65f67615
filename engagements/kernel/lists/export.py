"""Exports: what is filtered, as CSV or XLSX, harmless when a spreadsheet opens it."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from html import unescape
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from openpyxl import Workbook

from engagements.kernel.errors import DomainError

EXPORT_FORMATS = ("csv", "xlsx")
XLSX_ROWS = 1_000_000
# The full-width forms of = + - @ begin a formula in some locales.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def formula_guarded(value: object) -> object:
    """Text that a spreadsheet would run as a formula gets a leading apostrophe."""
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return "'" + value
    return value


def plain(value: Any, zone: str = "UTC") -> Any:
    """A cell without markup; times in the engagement's zone with their offset."""
    if value is None:
        return ""
    if isinstance(value, SafeString):
        return " ".join(unescape(strip_tags(value)).split())
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(ZoneInfo(zone)).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, str | int | float | Decimal | date):
        return value
    return str(value)


def guarded_rows(rows: Iterable[Sequence[Any]], zone: str = "UTC") -> Iterator[list[Any]]:
    for row in rows:
        yield [formula_guarded(plain(cell, zone)) for cell in row]


def csv_rows(rows: Iterable[Sequence[Any]], zone: str = "UTC") -> Iterator[str]:
    """Lines of CSV, formula-guarded."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in guarded_rows(rows, zone):
        writer.writerow(row)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def csv_write(rows: Iterable[Sequence[Any]], out: IO[bytes], zone: str = "UTC") -> int:
    """Writes CSV with a byte-order mark, which Excel needs to read UTF-8; counts data rows."""
    out.write(b"\xef\xbb\xbf")
    count = -1
    for line in csv_rows(rows, zone):
        out.write(line.encode())
        count += 1
    return max(count, 0)


def xlsx_write(rows: Iterable[Sequence[Any]], out: IO[bytes], zone: str = "UTC") -> int:
    """Writes a workbook of one sheet; counts data rows."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Rows")
    count = -1
    for row in guarded_rows(rows, zone):
        sheet.append(row)
        count += 1
        if count > XLSX_ROWS:
            raise DomainError(
                f"A worksheet holds {XLSX_ROWS:,} rows and this list has more.",
                remedy="Narrow the filter, or export it as CSV.",
            )
    workbook.save(out)
    return max(count, 0)


def xlsx_bytes(rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook of one sheet, formula-guarded."""
    out = io.BytesIO()
    xlsx_write(rows, out)
    return out.getvalue()
