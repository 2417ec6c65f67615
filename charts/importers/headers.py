"""Which column each header of a file stands for."""

from collections.abc import Iterable

from charts.importers.columns import BY_NAME, COLUMNS, Column
from charts.importers.vocabulary import fold

_BY_SPELLING: dict[str, list[Column]] = {}
for _column in COLUMNS:
    for _spelling in _column.spellings:
        _BY_SPELLING.setdefault(_spelling, []).append(_column)


def column_for(header: str) -> Column | None:
    """What the header stands for first of all: "department" is the specialty where no other
    column says it, else the location.
    """
    return next(iter(_BY_SPELLING.get(fold(header), ())), None)


def map_headers(
    headers: Iterable[str], chosen: dict[str, str] | None = None
) -> list[Column | None]:
    """The column each header stands for; the exact name wins over an alias met before it.

    `chosen` maps header text to a column name ("" for none) where a person decided otherwise.
    """
    names = list(headers)
    chosen = chosen or {}
    wished = [BY_NAME.get(chosen[name]) if name in chosen else column_for(name) for name in names]
    exact = {fold(name): index for index, name in enumerate(names)}
    taken: set[str] = set()
    result: list[Column | None] = []
    for index, (name, column) in enumerate(zip(names, wished, strict=True)):
        keep = column
        if column is not None:
            owner = exact.get(fold(column.name), index)
            beaten = owner != index and names[owner] not in chosen and name not in chosen
            if column.name in taken or beaten:
                keep = None
            else:
                taken.add(column.name)
        result.append(keep)
    return [
        column if column or name in chosen else _second_meaning(name, taken)
        for name, column in zip(names, result, strict=True)
    ]


def _second_meaning(header: str, taken: set[str]) -> Column | None:
    """What a header of several meanings stands for when its first one is taken."""
    for column in _BY_SPELLING.get(fold(header), ())[1:]:
        if column.name not in taken:
            taken.add(column.name)
            return column
    return None
