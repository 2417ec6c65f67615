"""Worklists as delimited text."""

import csv
from collections import deque
from collections.abc import Iterator
from itertools import chain

from charts.enums import ImportFormat
from charts.importers.base import Importer, Preview, RowBuilder, mapped
from charts.importers.cells import CellError, clean_ref
from charts.importers.columns import BY_NAME, Column
from charts.importers.files import CUT_OFF, FileError, Source, sniff_encoding, text_lines
from charts.importers.headers import column_for, map_headers
from charts.rows import ChartRow, RowError, shown

MAX_LINE = 1 << 18
MAX_JOINED = 20
"""How many lines one quoted cell may span before the quote is taken for a mistake."""

DELIMITERS = ",;\t|"
OPEN_QUOTE = ("has a quote that never closes", 'Write a quote inside a cell as ""')
WRONG_WIDTH = "Quote cells that hold the delimiter; if it is the last row, the file was cut off"


class CsvImporter(Importer):
    key = ImportFormat.CSV.value
    label = "CSV"

    @classmethod
    def matches(cls, source: Source) -> bool:
        return True

    def items(self) -> Iterator[ChartRow | RowError]:
        for source in self.sources:
            try:
                yield from self._items_of(source)
            except FileError as error:
                yield error.as_row(source.name)

    def preview(self, limit: int) -> list[Preview]:
        return [self._preview_of(source, limit) for source in self.sources]

    def _preview_of(self, source: Source, limit: int) -> Preview:
        sniff_encoding(source, MAX_LINE)
        headers, columns, records = self._open(source, required=False)
        rows = []
        for _, cells in records:
            if isinstance(cells, list) and any(cells):
                rows.append([shown(cell) for cell in cells])
            if len(rows) >= limit:
                break
        return Preview(source.name, headers, [c.name if c else "" for c in columns], rows)

    def _open(
        self, source: Source, *, required: bool = True
    ) -> tuple[list[str], list[Column | None], Iterator[tuple[int, list[str] | str]]]:
        lines = text_lines(source, MAX_LINE)
        first = next((line for line in lines if line.strip()), "")
        if first.lower().startswith("sep="):
            first = next(lines, "")
        delimiter = sniff_delimiter(first)
        records = read_records(chain([first], lines), delimiter)
        _, headers = next(records, (1, []))
        if not isinstance(headers, list) or not any(headers):
            raise FileError("has no header row", "Start from the template", name=source.name)
        headers = [header.strip().lstrip("\ufeff") for header in headers]
        columns = (
            mapped(source, headers, self.chosen) if required else map_headers(headers, self.chosen)
        )
        return headers, columns, records

    def _items_of(self, source: Source) -> Iterator[ChartRow | RowError]:
        sniff_encoding(source, MAX_LINE)
        headers, columns, records = self._open(source)
        builder = RowBuilder(self.context, source.name, filter(None, columns))
        used = [index for index, column in enumerate(columns) if column]
        reference = columns.index(BY_NAME["encounter_ref"])
        width = len(headers)
        number = 1
        for number, cells in records:
            if isinstance(cells, str):
                yield builder.error(number, "", "", *OPEN_QUOTE)
            elif len(cells) < width or any(cells[width:]):
                if any(cells):
                    problem = f"has {len(cells)} columns where the header has {width}"
                    named = _reference(cells, reference)
                    yield builder.error(number, "", named, problem, WRONG_WIDTH)
            elif any(cells):
                yield from builder.build(number, [cells[index] for index in used])
        if source.truncated:
            yield builder.error(number + 1, "", "", "is where the file breaks off", CUT_OFF)


def _reference(cells: list[str], at: int) -> str:
    """Which encounter a broken row is about; no other cell of it, for that may hold a patient."""
    try:
        return clean_ref(cells[at])
    except (IndexError, CellError):
        return ""


def sniff_delimiter(header: str) -> str:
    """The delimiter under which most headers are columns we know."""

    def known(delimiter: str) -> tuple[int, int]:
        cells = header.replace('"', "").strip().split(delimiter)
        return sum(column_for(cell) is not None for cell in cells), len(cells)

    return max(DELIMITERS, key=known)


def read_records(lines: Iterator[str], delimiter: str) -> Iterator[tuple[int, list[str] | str]]:
    """Numbered records as a spreadsheet would show them, the header being row 1.

    A quote that never closes costs its own line, not the rest of the file: reading starts again
    at the line after it. Such a record is given as its text.
    """
    ahead: deque[str] = deque()
    number = 0
    while (line := ahead.popleft() if ahead else next(lines, None)) is not None:
        number += 1
        if '"' not in line:
            yield number, line.rstrip("\r\n").split(delimiter)
            continue
        joined, taken = line, [line]
        while (cells := _parsed(joined, delimiter)) is None and len(taken) < MAX_JOINED:
            extra = ahead.popleft() if ahead else next(lines, None)
            if extra is None:
                break
            taken.append(extra)
            joined += extra
        if cells is None:
            ahead.extendleft(reversed(taken[1:]))
            yield number, line
        else:
            yield number, cells


def _parsed(text: str, delimiter: str) -> list[str] | None:
    """The cells of one record, or nothing while a quote is open."""
    try:
        return next(csv.reader([text], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None
