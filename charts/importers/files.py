"""Opening what somebody sent: size limits, decompression, encodings, lines.

Everything is judged by content, never by name. Compressed files are unpacked to a nameless
temporary file under a limit first, so the readers deal with plain, seekable files and no file of
any kind can fill memory.
"""

import codecs
import gzip
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

from charts.rows import RowError, shown

CHUNK = 1 << 16
SNIFF = 1 << 12
MAX_BYTES = 512 << 20
"""What one file may unpack to; about three million worklist rows."""

BOMB_FROM = 32 << 20
MAX_RATIO = 250
"""Worklists compress ten to fifty times; what unpacks further than this is no worklist."""

GZIP_MAGIC = b"\x1f\x8b"
ZIP_MAGIC = b"PK\x03\x04"
CUT_OFF = "Export the file again and send it whole; the rows before this one are not affected"


class FileError(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, problem: str, remedy: str, *, value: str = "", name: str = "") -> None:
        super().__init__(problem)
        self.name = name
        self.value = value
        self.problem = problem
        self.remedy = remedy

    def as_row(self, name: str = "") -> RowError:
        return RowError(self.name or name, 0, "", shown(self.value), self.problem, self.remedy)


@dataclass
class Source:
    """One unpacked file: seekable bytes, the name it came with, and whether it ends early."""

    name: str
    stream: BinaryIO
    truncated: bool = False
    notices: list[str] = field(default_factory=list)
    encoding: str = "utf-8"

    def head(self) -> bytes:
        self.stream.seek(0)
        return self.stream.read(SNIFF)

    def newline(self) -> str:
        """What ends a line: programs for old Macintoshes write a carriage return alone."""
        head = self.head()
        return "\r" if b"\r" in head[:-2] and b"\n" not in head else "\n"


@contextmanager
def open_source(
    file: Path | str | BinaryIO, name: str = "", limit: int = MAX_BYTES
) -> Iterator[Source]:
    """The file, unpacked where it is compressed; closed at the end if it was opened here."""
    if isinstance(file, (str, Path)):
        path = Path(file)
        try:
            opened: BinaryIO = path.open("rb")
        except OSError as error:
            problem = error.strerror or "cannot be opened"
            raise FileError(
                problem, "Check the path and its permissions", name=path.name
            ) from error
        with opened:
            yield from _unpacked(opened, name or path.name, limit)
    else:
        yield from _unpacked(file, name or Path(getattr(file, "name", "") or "file").name, limit)


def _unpacked(stream: BinaryIO, name: str, limit: int) -> Iterator[Source]:
    stream.seek(0)
    if stream.read(2) != GZIP_MAGIC:
        size = stream.seek(0, 2)
        if size > limit:
            raise _too_large(name, limit)
        if size == 0:
            raise FileError("is empty", "Export the file again", name=name)
        yield Source(name, stream)
        return
    with tempfile.TemporaryFile() as plain:
        truncated = _gunzip(stream, plain, name, limit)
        yield Source(name, plain, truncated=truncated)


def _gunzip(packed: BinaryIO, plain: IO[bytes], name: str, limit: int) -> bool:
    """Unpacks under the limit; a stream that breaks off is kept up to there (returns True)."""
    packed.seek(0)
    written = 0
    try:
        with gzip.GzipFile(fileobj=packed) as reader:
            while chunk := reader.read1(CHUNK):  # what comes before a break is given first
                written += len(chunk)
                if written > limit:
                    raise _too_large(name, limit)
                if written > BOMB_FROM and written > MAX_RATIO * packed.tell():
                    raise _bomb(name)
                plain.write(chunk)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        if written == 0:
            raise FileError("is no readable gzip file", CUT_OFF, name=name) from error
        return True
    if written == 0:
        raise FileError("is empty", "Export the file again", name=name)
    return False


def _too_large(name: str, limit: int) -> FileError:
    size = f"{limit >> 20} MB" if limit >= 1 << 20 else f"{limit} bytes"
    return FileError(
        f"is larger than {size} unpacked",
        "Split the worklist into smaller files; reading stopped at the limit",
        name=name,
    )


def _bomb(name: str) -> FileError:
    return FileError(
        f"unpacks to more than {MAX_RATIO} times its size",
        "This is over the size limit for compressed files; send the worklist uncompressed",
        name=name,
    )


def sniff_encoding(source: Source, max_line: int) -> None:
    """Decides how to decode, reading the file once; says so where it had to guess.

    UTF-8 (or UTF-16, by its mark or its zero bytes) unless nothing in the file is valid beyond
    ASCII; then it is what Windows writes. In a file that is mostly UTF-8 the broken rows are
    reported one by one instead (`surrogateescape`).
    """
    head = source.head()
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        source.encoding = "utf-16"
    elif head[1::2].count(0) > len(head) // 4 and head[::2].count(0) == 0:
        source.encoding = "utf-16-le"
    elif head[::2].count(0) > len(head) // 4 and head[1::2].count(0) == 0:
        source.encoding = "utf-16-be"
    elif b"\0" in head:
        raise FileError(
            "is a binary file, not a worklist", "Send CSV, XLSX or FHIR NDJSON", name=source.name
        )
    else:
        _sniff_eight_bit(source, max_line)
    if source.encoding.startswith("utf-16"):
        source.notices.append(f"{source.name} was read as UTF-16.")


def _sniff_eight_bit(source: Source, max_line: int) -> None:
    good = bad = 0
    source.stream.seek(0)
    while line := source.stream.readline(max_line):
        if line.isascii():
            continue
        try:
            line.decode("utf-8")
            good += 1
        except UnicodeDecodeError:
            bad += 1
    source.encoding = "utf-8-sig"
    if bad and good <= 1:
        source.encoding = "cp1252"
        source.notices.append(
            f"{source.name} is not UTF-8; it was read as Windows-1252. Check accented letters."
        )


def text_lines(source: Source, max_line: int) -> Iterator[str]:
    """The lines, decoded, each at most `max_line` long; wrong bytes survive as surrogates.

    Where the file is known to break off, its unfinished last line is left out: half an amount
    looks like an amount.
    """
    newline = source.newline()
    source.stream.seek(0)
    split = newline == "\r" or source.encoding.startswith("utf-16")
    lines = _split_lines(source, max_line, newline) if split else _lines(source, max_line)
    for line in lines:
        if not source.truncated or line.endswith("\n"):
            yield line


def _lines(source: Source, max_line: int) -> Iterator[str]:
    decode = codecs.getincrementaldecoder(source.encoding)("surrogateescape").decode
    while raw := source.stream.readline(max_line + 1):
        if len(raw) > max_line:
            raise _line_too_long(source.name, max_line)
        yield decode(raw)


def _split_lines(source: Source, max_line: int, newline: str) -> Iterator[str]:
    """Lines that do not end with the byte of a line feed."""
    wide = source.encoding.startswith("utf-16")
    reader = codecs.getreader(source.encoding)(
        source.stream, "replace" if wide else "surrogateescape"
    )
    pending = ""
    while chunk := reader.read(CHUNK):
        *lines, pending = (pending + chunk).split(newline)
        for line in lines:
            yield line + "\n"
        if len(pending) > max_line:
            raise _line_too_long(source.name, max_line)
    if pending:
        yield pending


def _line_too_long(name: str, max_line: int) -> FileError:
    return FileError(
        f"has a line longer than {max_line >> 10} KB",
        "This is no worklist; check that the right file was sent",
        name=name,
    )
