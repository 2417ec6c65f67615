"""What every file format shares: from sources to rows and errors, one at a time."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

from charts.importers.cells import CellError, Context
from charts.importers.columns import COLUMNS, Cleaner, Column
from charts.importers.files import CHUNK, FileError, Source
from charts.importers.headers import column_for, map_headers
from charts.rows import ChartRow, RowError, shown


@dataclass(frozen=True)
class Preview:
    """How the file will be understood: its headers, their columns, its first rows."""

    file: str
    headers: list[str]
    columns: list[str]
    rows: list[list[str]] = field(default_factory=list)


class Importer(ABC):
    """Reads the sources of one format."""

    key: ClassVar[str]
    label: ClassVar[str]
    together: ClassVar[bool] = False
    """True where the files of one export are only understood together."""

    def __init__(
        self,
        sources: Sequence[Source],
        context: Context | None,
        chosen: Mapping[str, str] | None = None,
    ) -> None:
        self.sources = list(sources)
        self._context = context
        self.chosen = dict(chosen or {})

    @classmethod
    @abstractmethod
    def matches(cls, source: Source) -> bool:
        """By content, never by name."""

    @abstractmethod
    def items(self) -> Iterator[ChartRow | RowError]:
        """The rows and errors, in file order, in constant memory."""

    @property
    def context(self) -> Context:
        if self._context is None:
            raise ValueError("cells cannot be read without a context")
        return self._context

    def preview(self, limit: int) -> list[Preview]:
        """How each source will be understood, with its first rows."""
        return []

    def estimate(self) -> int:
        """About how many rows there are; counts lines without reading them."""
        return sum(lines_count(source) for source in self.sources)


def lines_count(source: Source) -> int:
    newline = source.newline().encode()
    source.stream.seek(0)
    count = 0
    while chunk := source.stream.read(CHUNK):
        count += chunk.count(newline)
    return count


class RowBuilder:
    """Makes a chart row of the cells of some columns, or every error of the row at once."""

    def __init__(self, context: Context, file: str, columns: Iterable[Column]) -> None:
        self.file = file
        self.zone = context.zone
        self.blank = [column.empty for column in COLUMNS]
        self.used = [(COLUMNS.index(c), c.name, Cleaner(c, context)) for c in columns]

    def build(self, number: int, cells: Iterable[Any]) -> Iterator[ChartRow | RowError]:
        """`cells` in the order of the columns given at the start."""
        values = self.blank.copy()
        errors: list[RowError] = []
        for (place, name, cleaner), raw in zip(self.used, cells, strict=True):
            try:
                values[place] = cleaner[raw]
            except CellError as error:
                errors.append(self.error(number, name, raw, error.problem, error.remedy))
        if errors:
            yield from errors
            return
        row = ChartRow(*values, self.file, number)
        yield self._order_problem(row) or row

    def error(self, number: int, name: str, raw: Any, problem: str, remedy: str) -> RowError:
        return RowError(self.file, number, name, shown("" if raw is None else raw), problem, remedy)

    def _order_problem(self, row: ChartRow) -> RowError | None:
        """A record cannot be complete before its visit began (a day of grace for zones)."""
        complete = row.documentation_complete_at
        if complete is None or (row.date_of_service - complete.date()).days <= 1:
            return None
        return self.error(
            row.row,
            "documentation_complete_at",
            complete.astimezone(self.zone),
            f"lies before the date of service {row.date_of_service}",
            "Correct one of the two",
        )


def mapped(
    source: Source, headers: Sequence[str], chosen: Mapping[str, str]
) -> list[Column | None]:
    """The columns of a file that is to be read; says which header another one has beaten."""
    columns = map_headers(headers, dict(chosen))
    for header, column in zip(headers, columns, strict=True):
        meant = column_for(header)
        if column is None and meant is not None and header not in chosen:
            source.notices.append(
                f'{source.name}: the column "{shown(header)}" was not read, another one is'
                f" {meant.name}."
            )
    missing_columns(columns, headers, source.name)
    return columns


def missing_columns(columns: Sequence[Column | None], headers: Sequence[str], name: str) -> None:
    """Raises for required columns nobody sent, naming what was found instead."""
    present = {column.name for column in columns if column}
    missing = [c.name for c in COLUMNS if c.required and c.name not in present]
    if missing:
        raise FileError(
            f"has no column {', '.join(missing)}",
            "Add the column or rename its header; the template shows all columns",
            value=", ".join(headers) if present else "",  # no header at all: it may be a patient
            name=name,
        )
