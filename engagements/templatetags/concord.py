"""Template tags of the shared look: icons, states, numbers, times and form fields."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import template
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.utils.safestring import SafeString

from engagements.kernel import presentation
from engagements.kernel.fields import field_context, widget_html

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    return presentation.icon(name, label=label, css=css)


@register.simple_tag
def status(record: Any, field: str = "state", *, tone: str = "") -> SafeString:
    """`{% status chart %}` or `{% status chart "phase" %}`: a choices field of a record."""
    return presentation.status_badge(presentation.status_of_field(record, field), tone=tone)


@register.simple_tag
def status_word(value: Any, label: str = "", *, tone: str = "", title: str = "") -> SafeString:
    """`{% status_word "met" %}`: a bare value, choice or boolean."""
    return presentation.status_badge(value, label, tone=tone, title=title)


@register.filter
def money(value: Decimal | float | None) -> str:
    return presentation.money(value)


@register.filter
def dollars(value: Decimal | float | None) -> str:
    return presentation.money(value, cents=False)


@register.filter
def percent(value: Decimal | float | None, digits: int = 1) -> str:
    return presentation.percent(value, digits)


@register.filter
def duration(value: timedelta | float | None) -> str:
    return presentation.duration(value)


@register.filter
def hours(value: Decimal | float | None) -> str:
    """Hours as a duration: 27.5 is 1 d 3 h."""
    return presentation.duration(None if value is None else float(value) * 3600)


@register.filter
def day(value: date | None) -> str:
    """2026-03-08, never broken over two lines."""
    return presentation.day(value)


def _zones(context: Context) -> tuple[str, str]:
    engagement = context.get("engagement")
    user = context.get("user")
    own = str(getattr(user, "time_zone", "") or "UTC")
    return str(getattr(engagement, "time_zone", "") or own), own


@register.simple_tag(takes_context=True)
def local_time(context: Context, value: datetime | None) -> SafeString:
    """In the engagement's zone; the reader's own zone is the tooltip."""
    zone, own = _zones(context)
    return presentation.local_time(value, zone, own)


@register.simple_tag
def time_left(due: datetime | None) -> SafeString:
    return presentation.time_left(due)


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, *, label: str = "", css: str = "") -> dict[str, Any]:
    """One form field with its label, help and errors tied together."""
    return field_context(bound, label=label, css=css)


@register.filter
def widget(bound: BoundField) -> SafeString:
    """The bare input of a field with the right classes and descriptions."""
    return widget_html(bound)


@register.filter
def refused_fields(form: BaseForm) -> list[BoundField]:
    """The fields of a form that were refused, in the order in which they are shown."""
    return [bound for bound in form if bound.errors]


@register.filter
def lookup(mapping: Mapping[Any, Any], key: Any) -> Any:
    return mapping.get(key)


@register.filter
def title_words(value: str) -> str:
    """chart_import is Chart import."""
    return presentation.humanize(str(value))
