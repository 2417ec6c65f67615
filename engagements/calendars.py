"""From the rows of a calendar to the kernel's business calendar. No queries: rows come in."""

import warnings
from collections.abc import Iterable, Mapping
from datetime import date, time
from functools import lru_cache

import holidays

from engagements.kernel.clock import Hours, WorkCalendar

FIRST_YEAR, LAST_YEAR = 2015, 2045


@lru_cache(maxsize=64)
def public_holidays(country: str, subdivision: str = "") -> Mapping[date, str]:
    """Dates (observed ones too) and names of a country's public holidays; none for no country.

    Where a country's dates are known for fewer years, the years they are known for.
    """
    if not country:
        return {}
    entity = getattr(holidays, country)
    years = range(max(FIRST_YEAR, entity.start_year), min(LAST_YEAR, entity.end_year) + 1)
    with warnings.catch_warnings():
        # Some countries warn that part of their moving holidays is published for fewer years.
        warnings.simplefilter("ignore", UserWarning)
        found = holidays.country_holidays(country, subdiv=subdivision or None, years=years)
    return dict(sorted(found.items()))


@lru_cache(maxsize=1)
def holiday_subdivisions() -> Mapping[str, tuple[str, ...]]:
    """Every country with known holidays, and its subdivisions."""
    known = holidays.list_supported_countries(include_aliases=False)
    return {country: tuple(parts) for country, parts in sorted(known.items())}


def work_calendar(
    *,
    time_zone: str,
    windows: Iterable[tuple[int, time, time]],
    country: str = "",
    subdivision: str = "",
    exceptions: Mapping[date, Iterable[Hours]] | None = None,
    former: tuple[date, WorkCalendar] | None = None,
) -> WorkCalendar:
    """The kernel's calendar of these rows; days before the date of `former` are that one's.

    `windows` are (weekday from Monday = 0, opens, closes), any number a day. `exceptions` replace
    the hours of single dates and win over holidays; no hours means closed.
    """
    special = tuple(sorted((day, tuple(hours)) for day, hours in (exceptions or {}).items()))
    weekly = tuple(sorted(windows))
    return _build(time_zone, weekly, (country, subdivision), special, former)


@lru_cache(maxsize=64)
def always_open(time_zone: str) -> WorkCalendar:
    """Where nobody has said when work is done; kept for the same reason as the others."""
    return WorkCalendar.always(time_zone)


@lru_cache(maxsize=256)
def _build(
    time_zone: str,
    windows: tuple[tuple[int, time, time], ...],
    place: tuple[str, str],
    exceptions: tuple[tuple[date, tuple[Hours, ...]], ...],
    former: tuple[date, WorkCalendar] | None,
) -> WorkCalendar:
    """Kept, because the kernel's calendar keeps the timeline it has computed."""
    return WorkCalendar(time_zone, windows, frozenset(public_holidays(*place)), exceptions, former)
