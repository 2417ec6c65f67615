"""The link behind a number, and the rows it opens.

A list that shows the facts of a family adds ``behind(...)`` to its filters; the link carries
what was counted, so the rows of the list are the rows of the number.

    ?behind=production.due_on_time&from=2026-03-01&to=2026-03-31&of=specialty:cardiology
    ?behind=backlog_over_week
    ?behind=claims.denied&from=2026-03-01&to=2026-03-31&among=arm:17
    ?among=arm_queried:17
"""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.http import Http404, QueryDict
from django.urls import NoReverseMatch, reverse

from engagements.kernel.metrics.cohorts import cohort_of
from engagements.kernel.metrics.declare import METRICS, Distribution, Family, Measure, Standing
from engagements.kernel.metrics.expressions import between, chosen, condition, model_of
from engagements.kernel.metrics.naming import dimension_title, value_names
from engagements.kernel.metrics.period import Period, local_day
from engagements.kernel.metrics.values import rows_of


@dataclasses.dataclass(frozen=True)
class Behind:
    """The facts behind a number, as a condition on their model, and in words."""

    rows: Q
    label: str


def measure_url(
    slug: str,
    family: Family,
    measure: str,
    period: Period,
    filters: Mapping[str, str] | None = None,
    *,
    among: str = "",
) -> str:
    """The list of the facts a measure counts in a period; `among`: those of a cohort alone."""
    key = f"{family.key}.{family.measure(measure).key}"
    url = _url(slug, family, key, period, filters)
    return f"{url}&{urlencode({'among': among})}" if url and among else url


def cohort_url(slug: str, family: Family, among: str) -> str:
    """The list of the facts of a cohort, whenever they were counted."""
    page = _page(family.list_url, slug)
    return f"{page}?{urlencode({'among': among})}" if page else ""


def distribution_url(
    slug: str, item: Distribution, period: Period, filters: Mapping[str, str] | None = None
) -> str:
    return _url(slug, METRICS.family_of(item), item.key, period, filters)


def standing_url(slug: str, item: Standing, filters: Mapping[str, str] | None = None) -> str:
    return _url(slug, METRICS.family_of(item), item.key, None, filters)


def _url(
    slug: str,
    family: Family,
    behind: str,
    period: Period | None,
    filters: Mapping[str, str] | None,
) -> str:
    params = [("behind", behind)]
    if period is not None:
        params += [("from", period.start.isoformat()), ("to", period.end.isoformat())]
    params += [("of", f"{name}:{value}") for name, value in (filters or {}).items()]
    page = _page(family.list_url, slug)
    return f"{page}?{urlencode(params)}" if page else ""


@lru_cache(maxsize=1024)
def _page(list_url: str, slug: str) -> str:
    """A page holds hundreds of links to the same few lists."""
    try:
        return reverse(list_url, kwargs={"engagement": slug})
    except NoReverseMatch:  # a family may be declared before its list exists; a test names it
        return ""


def behind(params: QueryDict, *, model: type[Model], zone: str, now: dt.datetime) -> Behind | None:
    """What ``params`` ask for; None when they do not, 404 when it is not known for this model."""
    key, among = params.get("behind"), params.get("among")
    if not (key or among):
        return None
    try:
        found = _behind(key, params, model=model, zone=zone, now=now) if key else None
        return _among(among, found, model) if among else found
    except (KeyError, ValueError, ValidationError) as error:
        raise Http404(f"No number is known as {key or among} with these filters.") from error


def _among(named: str, counted: Behind | None, model: type[Model]) -> Behind:
    cohort, value = cohort_of(named)
    families = [one for one in METRICS.families.values() if model_of(one.facts) is model]
    if not families:
        raise KeyError(named)
    family = families[0]
    rows, words = cohort.rows(value, family), cohort.words(value)
    if counted is None:
        return Behind(rows, words[:1].upper() + words[1:])
    return Behind(counted.rows & rows, f"{counted.label}, {words}")


def _behind(
    key: str, params: QueryDict, *, model: type[Model], zone: str, now: dt.datetime
) -> Behind:
    family, item = _declared(key)
    if model_of(family.facts) is not model:
        raise KeyError(key)
    filters = dict(part.split(":", 1) for part in params.getlist("of"))
    words = "".join(f", {_words(family, name, value)}" for name, value in filters.items())
    if isinstance(item, Standing):
        rows = condition(item, now=now) & chosen(family, filters)
        return Behind(rows, f"{item.label}, as of now{words}")
    start, end = (dt.date.fromisoformat(str(params[name])) for name in ("from", "to"))
    period = Period(start, end, zone, local_day(now, zone))
    if isinstance(item, Measure):
        return Behind(
            rows_of(family, item, period, filters), f"{item.label}, {period.label}{words}"
        )
    rows = between(model, item.day, (start, end), zone) & condition(item) & chosen(family, filters)
    return Behind(rows, f"{item.label}, {period.label}{words}")


def _words(family: Family, name: str, value: str) -> str:
    return f"{dimension_title(name).lower()} {value_names(family, name, [value])[value]}"


def _declared(key: str) -> tuple[Family, Measure | Standing | Distribution]:
    if "." in key:
        family_key, measure_key = key.split(".", 1)
        family = METRICS.families[family_key]
        return family, family.measure(measure_key)
    found = METRICS.standings.get(key) or METRICS.distributions[key]
    return METRICS.family_of(found), found
