"""The active filters in words, each with the address that lifts it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.http import QueryDict
from django_filters import FilterSet

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True)
class Pill:
    name: str
    label: str
    value: str
    remove_url: str


def _words(field: Any, value: Any) -> str:
    if isinstance(value, slice):
        start, stop = _words(None, value.start), _words(None, value.stop)
        return f"{start or 'any'} to {stop or 'any'}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if hasattr(value, "model") or isinstance(value, list | tuple | set):
        return ", ".join(_words(field, item) for item in value)
    choices = {str(key): str(label) for key, label in getattr(field, "choices", None) or ()}
    return choices.get(str(value), "" if value is None else str(value))


def _given(value: Any) -> bool:
    if hasattr(value, "exists"):
        return bool(value.exists())
    return value not in (None, "", [], ()) and value != slice(None, None)


def without(
    query: QueryDict, name: str, filters: Any = (), lifted: Mapping[str, str] = NOTHING
) -> str:
    """The query without one filter (all parts of a range), from page one."""
    copy = query.copy()
    parts = [key for key in copy if key.startswith(f"{name}_") and key not in filters]
    for key in (name, "page", "view", *parts):
        copy.pop(key, None)
    if name in lifted:
        copy[name] = lifted[name]
    return f"?{copy.urlencode()}"


def pills(
    filterset: FilterSet, query: QueryDict, lifted: Mapping[str, str] = NOTHING
) -> list[Pill]:
    """One pill per filter that narrows the list; `lifted` values are those that do not."""
    if not filterset.is_bound or not filterset.form.is_valid():
        return []
    fields = filterset.form.fields
    return [
        Pill(
            name=name,
            label=str(fields[name].label or name.replace("_", " ").capitalize()),
            value=_words(fields[name], value),
            remove_url=without(query, name, filterset.filters, lifted),
        )
        for name, value in filterset.form.cleaned_data.items()
        if name in fields and _given(value) and lifted.get(name) != str(value)
    ]


def clean_query(query: QueryDict) -> str:
    """What a saved view remembers: filters and order, not the page."""
    copy = query.copy()
    for name in ("page", "export", "view", "per_page"):
        copy.pop(name, None)
    for name in [key for key in copy if not any(copy.getlist(key))]:
        copy.pop(name)
    return copy.urlencode()
