"""What a workbook would take, found out before it is opened: unpacked bytes, and cells.

A reader keeps the whole rectangle around a sheet's content in memory, so one stray cell in the
last corner makes a file of five kilobytes larger than any machine.
"""

import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from charts.importers.files import CHUNK, ZIP_MAGIC, FileError, Source

MAX_UNPACKED = 256 << 20
MAX_CELLS = 5_000_000
"""Of one sheet, empty ones within the rectangle included: 350,000 rows of all columns."""

LOCAL_HEADER = 30
LONGEST_CELL = 1 << 15
DAMAGED = "Open it in a spreadsheet program, save it as .xlsx again and send it whole"
STRAY = "Delete what stands below and beside the list, or copy the list alone into a new file"
OTHER_FORMATS = {"content.xml", "xl/workbook.bin"}

_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>])(?:[^>]*?\sr=[\"']([A-Za-z]+)([0-9]+)[\"'])?[^>]*(?<!/)>")
_NOT_CALCULATED = re.compile(rb"</(?:\w+:)?f>(?:<(?:\w+:)?v\s*(?:/>|></(?:\w+:)?v>))?</(?:\w+:)?c>")


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
    if OTHER_FORMATS & {member.filename.lower() for member in members}:
        raise FileError("is no .xlsx workbook", "Save it as .xlsx", name=source.name)
    total = 0
    calculated = True
    for member in members:
        extent = Extent(source.name)
        for content in _inflated(source, member):
            total += len(content)
            if total > MAX_UNPACKED:
                raise FileError(
                    f"is larger than {MAX_UNPACKED >> 20} MB unpacked",
                    "Split the worklist into smaller files; reading stopped at the limit",
                    name=source.name,
                )
            extent.feed(content)
        extent.finish()
        calculated = calculated and extent.calculated
    if not calculated:
        source.notices.append(
            f"{source.name} holds formulas that were never calculated; their cells are read as"
            " empty. Open it in a spreadsheet program and save it."
        )


class Extent:
    """The rectangle around the filled cells of a sheet, from its XML as it comes."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.rows = self.columns = 0
        self.calculated = True
        self._rest = b""

    def feed(self, content: bytes) -> None:
        """Raises `FileError` as soon as the rectangle is too large."""
        text = self._rest + content
        tail = max(0, len(text) - LONGEST_CELL)
        cut = max(text.rfind(b"<c", tail), 0) or max(text.rfind(b"<", tail), 0) or len(text)
        self._rest = text[cut:]
        self._measure(text[:cut])

    def finish(self) -> None:
        self._measure(self._rest)

    def _measure(self, text: bytes) -> None:
        found = _CELL.findall(text)
        if not found:
            return
        columns, rows = {letters for letters, _ in found}, {digits for _, digits in found}
        if b"" in columns:
            raise FileError("has cells that do not say where they are", DAMAGED, name=self.name)
        self.columns = max(self.columns, *map(_column_number, columns))
        self.rows = max(self.rows, *(int(digits[:9]) for digits in rows))
        if self.rows * self.columns > MAX_CELLS:
            raise FileError(
                f"has a sheet of {self.rows:,} rows and {self.columns:,} columns,"
                f" more than {MAX_CELLS:,} cells",
                STRAY,
                name=self.name,
            )
        self.calculated = self.calculated and not _NOT_CALCULATED.search(text)


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper()[:6]:
        number = number * 26 + letter - ord("A") + 1
    return number


def _inflated(source: Source, member: zipfile.ZipInfo) -> Iterator[bytes]:
    stream = source.stream
    stream.seek(member.header_offset)
    header = stream.read(LOCAL_HEADER)
    if len(header) < LOCAL_HEADER:
        raise FileError("is damaged or cut off", DAMAGED, name=source.name)
    name_length, extra_length = struct.unpack("<26xHH", header)
    stream.seek(name_length + extra_length, 1)
    stored = member.compress_type == zipfile.ZIP_STORED
    left = member.compress_size
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while left > 0 and (packed := stream.read(min(CHUNK, left))):
            left -= len(packed)
            if stored:
                yield packed
                continue
            while packed:
                yield inflate.decompress(packed, CHUNK)
                packed = inflate.unconsumed_tail
    except zlib.error as error:
        raise FileError("is damaged", DAMAGED, name=source.name) from error
