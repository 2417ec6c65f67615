"""COPY of Python rows into PostgreSQL, in constant memory."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import connection

CHUNK_ROWS = 5_000


class _Rows:
    """The file that COPY reads: text format, made while it is read."""

    def __init__(self, rows: Iterable[Sequence[Any]]) -> None:
        self._lines = _lines(rows)
        self._left = ""

    def read(self, size: int = -1) -> str:
        while size < 0 or len(self._left) < size:
            more = next(self._lines, None)
            if more is None:
                break
            self._left += more
        piece, self._left = self._left[:size], self._left[size:]
        return piece


def _lines(rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    chunk: list[str] = []
    for row in rows:
        chunk.append("\t".join(map(_cell, row)))
        if len(chunk) >= CHUNK_ROWS:
            yield "\n".join(chunk) + "\n"
            chunk.clear()
    if chunk:
        yield "\n".join(chunk) + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return "\\N"
    text = value if value.__class__ is str else str(value)
    if "\\" in text or "\t" in text or "\n" in text or "\r" in text:
        text = text.replace("\\", "\\\\").replace("\t", "\\t")
        return text.replace("\n", "\\n").replace("\r", "\\r")
    return text


def copy_rows(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Appends the rows to a table of ours; the names come from the models, never from input."""
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', _Rows(rows), CHUNK_ROWS * 64)
