"""Streams generated rows into a model's table by COPY."""

import itertools
import json
from collections.abc import Iterable
from typing import Any

from django.db import connection
from django.db.models import JSONField, Model

CHUNK = 4000
NULL = "\\N"


class _Stream:
    """Lines as the file that COPY reads."""

    def __init__(self, lines: Iterable[str]) -> None:
        self.lines = iter(lines)

    def read(self, _size: int = -1) -> str:
        return "".join(itertools.islice(self.lines, CHUNK))


def copy_rows(
    model: type[Model], columns: tuple[str, ...], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Columns are attribute names; the columns not given get their field's default."""
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001 -- documented
    rest = [name for name, field in fields.items() if name not in columns and not field.primary_key]
    tail = "".join(f"\t{_text(_default(fields[name]))}" for name in rest)
    names = ", ".join(f'"{fields[name].column}"' for name in (*columns, *rest))
    lines = ("\t".join(map(_text, row)) + tail + "\n" for row in rows)
    table = model._meta.db_table  # noqa: SLF001 -- documented
    with connection.cursor() as cursor:
        cursor.copy_expert(f'COPY "{table}" ({names}) FROM STDIN', _Stream(lines))
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM \"{table}\""  # noqa: S608 -- the model's own table
        )


def _default(field: Any) -> Any:
    if getattr(field, "auto_now", False) or getattr(field, "auto_now_add", False):
        return "now"
    if not field.has_default():
        return None if field.null else ""
    value = field.get_default()
    return json.dumps(value) if isinstance(field, JSONField) else value


def _text(value: Any) -> str:
    if value is None:
        return NULL
    if value is True or value is False:
        return "t" if value else "f"
    if value == []:
        return "{}"
    return str(value)
