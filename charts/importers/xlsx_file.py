"""Worklists as Excel workbooks."""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from charts.enums import ImportFormat
from charts.importers.base import Importer, Preview, RowBuilder, missing_columns
from charts.importers.files import CHUNK, ZIP_MAGIC, FileError, Source
from charts.importers.headers import map_headers
from charts.rows import ChartRow, RowError, shown

MAX_UNPACKED = 256 << 20
LOCAL_HEADER = 30
DAMAGED = "Open it in a spreadsheet program, save it as .xlsx again and send it whole"
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
        columns = map_headers(headers, self.chosen)
        missing_columns(columns, headers, source.name)
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
            return enumerate(sheet.iter_rows(), start=1)
    raise FileError("has no filled sheet", "Start from the template", name=name)


def check_size(source: Source) -> None:
    """Unpacks every member once, counting: the sizes a workbook declares may be lies."""
    source.stream.seek(0)
    if not source.head().startswith(ZIP_MAGIC):
        raise FileError("is an old .xls workbook", "Save it as .xlsx", name=source.name)
    if source.truncated:
        raise FileError("breaks off in the middle", DAMAGED, name=source.name)
    try:
        with zipfile.ZipFile(source.stream) as book:
            members = book.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise FileError("is damaged or cut off", DAMAGED, name=source.name) from error
    total = 0
    for member in members:
        for size in _inflated(source, member):
            total += size
            if total > MAX_UNPACKED:
                raise FileError(
                    f"is larger than {MAX_UNPACKED >> 20} MB unpacked",
                    "Split the worklist into smaller files; reading stopped at the limit",
                    name=source.name,
                )


def _inflated(source: Source, member: zipfile.ZipInfo) -> Iterator[int]:
    stream = source.stream
    stream.seek(member.header_offset)
    header = stream.read(LOCAL_HEADER)
    if len(header) < LOCAL_HEADER:
        raise FileError("is damaged or cut off", DAMAGED, name=source.name)
    name_length, extra_length = struct.unpack("<26xHH", header)
    stream.seek(name_length + extra_length, 1)
    if member.compress_type == zipfile.ZIP_STORED:
        yield member.compress_size
        return
    left = member.compress_size
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while left > 0 and (packed := stream.read(min(CHUNK, left))):
            left -= len(packed)
            while packed:
                yield len(inflate.decompress(packed, CHUNK))
                packed = inflate.unconsumed_tail
    except zlib.error as error:
        raise FileError("is damaged", DAMAGED, name=source.name) from error
