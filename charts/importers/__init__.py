"""Worklist files: one class per format, columns as objects.

`read_charts` is the way in: it opens the files, finds the format of each by content and yields
rows and errors in constant memory. The second appearance of a reference is an error, whatever
file it comes in.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from charts.importers.base import Importer, Preview
from charts.importers.cells import Context
from charts.importers.columns import COLUMNS, template_csv
from charts.importers.csv_file import CsvImporter
from charts.importers.fhir import FhirImporter
from charts.importers.files import MAX_BYTES, FileError, Source, open_source
from charts.importers.xlsx_file import XlsxImporter
from charts.rows import ChartRow, RowError

__all__ = [
    "COLUMNS",
    "FORMATS",
    "Context",
    "FileError",
    "Named",
    "Preview",
    "Reading",
    "formats_of",
    "preview",
    "read_charts",
    "row_estimate",
    "template_csv",
]

FORMATS: tuple[type[Importer], ...] = (XlsxImporter, FhirImporter, CsvImporter)

PREVIEW_ROWS = 8


@dataclass(frozen=True)
class Named:
    """An open file and the name its sender gave it."""

    stream: BinaryIO
    name: str


@dataclass
class Reading:
    """What reading left to say beside its rows: notices, and the formats met."""

    notices: list[str] = field(default_factory=list)
    formats: list[str] = field(default_factory=list)


def read_charts(
    files: Sequence[Path | Named],
    context: Context,
    *,
    chosen: Mapping[str, str] | None = None,
    reading: Reading | None = None,
    limit: int = MAX_BYTES,
) -> Iterator[ChartRow | RowError]:
    reading = Reading() if reading is None else reading
    with ExitStack() as stack:
        sources: list[Source] = []
        for file in files:
            try:
                sources.append(_open(stack, file, limit))
            except FileError as error:
                yield error.as_row()
        yield from _without_repeats(_read(sources, context, chosen, reading))
        for source in sources:
            reading.notices.extend(source.notices)


def preview(
    files: Sequence[Path | Named], context: Context, *, chosen: Mapping[str, str] | None = None
) -> list[Preview]:
    """How the files would be read. Raises `FileError` for one that cannot be."""
    with ExitStack() as stack:
        sources = [_open(stack, file, MAX_BYTES) for file in files]
        return [
            found
            for importer in _importers(sources, context, chosen)
            for found in importer.preview(PREVIEW_ROWS)
        ]


def formats_of(files: Sequence[Path | Named]) -> list[str]:
    """The formats met in files that can be opened, in the words of the model."""
    found: dict[str, None] = {}
    for file in files:
        with ExitStack() as stack:
            try:
                source = _open(stack, file, MAX_BYTES)
            except FileError:
                continue
            found[next(f for f in FORMATS if f.matches(source)).key] = None
    return list(found)


def row_estimate(files: Sequence[Path | Named]) -> int:
    """About how many rows the files hold: lines of text, rows of sheets, encounters."""
    with ExitStack() as stack:
        sources = []
        for file in files:
            try:
                sources.append(_open(stack, file, MAX_BYTES))
            except FileError:
                continue
        return sum(importer.estimate() for importer in _importers(sources, None, None))


def _open(stack: ExitStack, file: Path | Named, limit: int) -> Source:
    if isinstance(file, Named):
        return stack.enter_context(open_source(file.stream, file.name, limit))
    return stack.enter_context(open_source(file, limit=limit))


def _importers(
    sources: Sequence[Source], context: Context | None, chosen: Mapping[str, str] | None
) -> list[Importer]:
    by_format: dict[type[Importer], list[Source]] = {}
    for source in sources:
        by_format.setdefault(next(f for f in FORMATS if f.matches(source)), []).append(source)
    return [kind(found, context, chosen) for kind, found in by_format.items()]


def _read(
    sources: Sequence[Source],
    context: Context,
    chosen: Mapping[str, str] | None,
    reading: Reading,
) -> Iterator[ChartRow | RowError]:
    for importer in _importers(sources, context, chosen):
        reading.formats.append(importer.label)
        yield from importer.items()


def _without_repeats(items: Iterator[ChartRow | RowError]) -> Iterator[ChartRow | RowError]:
    seen: dict[str, tuple[str, int]] = {}
    for item in items:
        if isinstance(item, ChartRow):
            first = seen.setdefault(item.encounter_ref, (item.file, item.row))
            if first != (item.file, item.row):
                yield RowError(
                    item.file,
                    item.row,
                    "encounter_ref",
                    item.encounter_ref,
                    f"is in the file twice, first in row {first[1]} of {first[0]}",
                    "Keep one row per encounter",
                )
                continue
        yield item
