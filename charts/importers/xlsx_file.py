"""Worklists as Excel workbooks."""

from collections.abc import Iterator
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError

from charts.enums import ImportFormat
from charts.importers.base import Importer, Preview, RowBuilder, mapped
from charts.importers.files import ZIP_MAGIC, FileError, Source
from charts.importers.headers import map_headers
from charts.importers.xlsx_size import DAMAGED, check_size
from charts.rows import ChartRow, RowError, shown

HEADER_WITHIN = 10
"""A header row is looked for in the first rows: exports like to begin with a title."""

OLD_EXCEL = b"\xd0\xcf\x11\xe0"


class XlsxImporter(Importer):
    key = ImportFormat.XLSX.value
    label = "XLSX"

    @classmethod
    def matches(cls, source: Source) -> bool:
        return source.head().startswith((ZIP_MAGIC, OLD_EXCEL))

    def items(self) -> Iterator[ChartRow | RowError]:
        for source in self.sources:
            try:
                yield from self._items_of(source)
            except FileError as error:
                yield error.as_row(source.name)

    def preview(self, limit: int) -> list[Preview]:
        found = []
        for source in self.sources:
            headers, _, rows = _table(source)
            columns = map_headers(headers, self.chosen)
            shown_rows = []
            for _, cells in rows:
                if any(cell != "" for cell in cells):
                    shown_rows.append([shown(cell) for cell in cells])
                if len(shown_rows) >= limit:
                    break
            names = [column.name if column else "" for column in columns]
            found.append(Preview(source.name, headers, names, shown_rows))
        return found

    def estimate(self) -> int:
        total = 0
        for source in self.sources:
            try:
                total += sum(1 for _ in _table(source)[2])
            except FileError:
                continue
        return total

    def _items_of(self, source: Source) -> Iterator[ChartRow | RowError]:
        headers, _, rows = _table(source)
        columns = mapped(source, headers, self.chosen)
        builder = RowBuilder(self.context, source.name, filter(None, columns))
        used = [index for index, column in enumerate(columns) if column]
        for number, cells in rows:
            if any(cell != "" for cell in cells):
                yield from builder.build(number, [_plain(cells[index]) for index in used])


def _plain(cell: Any) -> Any:
    """Booleans as text: as numbers they would equal 0 and 1."""
    return str(cell).lower() if isinstance(cell, bool) else cell


def _table(source: Source) -> tuple[list[str], int, Iterator[tuple[int, list[Any]]]]:
    """Headers, the number of the header row, and the numbered rows below it."""
    check_size(source)
    source.stream.seek(0)
    try:
        with CalamineWorkbook.from_filelike(source.stream) as book:
            rows = _first_filled(book, source.name)
    except PasswordError:
        raise FileError(
            "is protected by a password", "Save it without a password", name=source.name
        ) from None
    except CalamineError as error:
        raise FileError("is damaged or no Excel workbook", DAMAGED, name=source.name) from error
    for number, cells in rows:
        headers = [str(cell).strip() for cell in cells]
        if any(map_headers(headers)):
            return headers, number, rows
        if number >= HEADER_WITHIN:
            break
    raise FileError("has no header row", "Start from the template", name=source.name)


def _first_filled(book: CalamineWorkbook, name: str) -> Iterator[tuple[int, list[Any]]]:
    for index in range(len(book.sheet_names)):
        sheet = book.get_sheet_by_index(index)
        if sheet.height:
            return enumerate(_unmerged(sheet), start=1)
    raise FileError("has no filled sheet", "Start from the template", name=name)


def _unmerged(sheet: CalamineSheet) -> Iterator[list[Any]]:
    """The rows, a cell that is merged downwards being what every row it spans says."""
    left = sheet.start[1] if sheet.start else 0
    spans = {
        (first[0], first[1] - left): last[0]
        for first, last in sheet.merged_cell_ranges or ()
        if last[0] > first[0]
    }
    if not spans:
        yield from sheet.iter_rows()
        return
    starting: dict[int, list[int]] = {}
    for row, column in spans:
        starting.setdefault(row, []).append(column)
    held: dict[int, tuple[int, Any]] = {}
    for number, cells in enumerate(sheet.iter_rows()):
        for column in starting.get(number, ()):
            held[column] = (spans[number, column], cells[column])
        for column, (last, value) in list(held.items()):
            if number > last:
                del held[column]
            else:
                cells[column] = value
        yield cells
