"""What readers of code set files share."""

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter

from charts.importers.files import Source, sniff_encoding, text_lines

MAX_LINE = 1 << 16
OPEN_END = date(9999, 1, 1)


class CodesetError(Exception):
    """The file is not what it was said to be, in words for the person who loads it."""


def day(text: str) -> date | None:
    """A date of a file: ISO or compact; empty and the year 9999 mean that there is none."""
    bare = text.strip().replace("-", "")
    if not bare:
        return None
    try:
        found = date(int(bare[:4]), int(bare[4:6]), int(bare[6:8]))
    except ValueError:
        raise CodesetError(f"{text[:20]!r} is no date (YYYY-MM-DD)") from None
    return None if found >= OPEN_END else found


def table(source: Source, *needed: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV that must have these columns, by header."""
    header, rows = _opened(source, needed)
    for row in rows:
        yield dict(zip(header, row, strict=False))
    _whole(source)


def columns_of(source: Source, *names: str) -> Iterator[tuple[str, ...]]:
    """Only these columns of a CSV, in this order: for files of millions of rows."""
    header, rows = _opened(source, names)
    pick = itemgetter(*(header.index(name) for name in names))
    for row in rows:
        if row:
            yield pick(row)
    _whole(source)


def _opened(source: Source, needed: Sequence[str]) -> tuple[list[str], Iterator[list[str]]]:
    sniff_encoding(source, MAX_LINE)
    rows = csv.reader(text_lines(source, MAX_LINE))
    header = [name.strip() for name in next(rows, [])]
    if missing := set(needed) - set(header):
        raise CodesetError(f"{source.name} lacks the columns {', '.join(sorted(missing))}")
    return header, rows


def _whole(source: Source) -> None:
    if source.truncated:
        raise CodesetError(f"{source.name} breaks off: download it again")


def has_columns(source: Source, *names: str) -> bool:
    header = source.head().split(b"\n", 1)[0].decode("utf-8-sig", "replace")
    return set(names) <= {name.strip().strip('"') for name in header.split(",")}
