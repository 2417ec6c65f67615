"""How values look: icons, status badges, money, durations and times. Used by tags and tables."""

import functools
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Model
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from engagements.kernel.tones import TONES, UNKNOWN

SPRITE: Final = "vendor/tabler-icons/sprite.svg"
MINUS: Final = "\N{MINUS SIGN}"
DASH: Final = "\N{EN DASH}"
MINUTES_PER_HOUR: Final = 60
HOURS_PER_DAY: Final = 24


@dataclass(frozen=True)
class Status:
    """A state as people see it: word, colour and icon, so that colour is never alone."""

    value: str
    label: str

    @property
    def tone(self) -> str:
        return TONES.get(self.value, UNKNOWN)[0]

    @property
    def icon(self) -> str:
        return TONES.get(self.value, UNKNOWN)[1]


@functools.lru_cache(maxsize=4096)
def icon(name: str, *, label: str = "", css: str = "") -> SafeString:
    """One symbol of the sprite; decorative unless it has a label."""
    css_class = f"icon {css}".strip()
    href = f"{static(SPRITE)}#{name}"
    if label:
        return format_html(
            '<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>',
            css_class,
            label,
            href,
        )
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}"/></svg>',
        css_class,
        href,
    )


def humanize(value: str) -> str:
    words = value.replace("_", " ").replace("-", " ").strip()
    return words[:1].upper() + words[1:]


def status_of(value: object, label: str = "") -> Status:
    """Accepts a choice, a plain word or a boolean."""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    text = str(getattr(value, "value", value) or "")
    shown = label or str(getattr(value, "label", "") or "") or humanize(text)
    return Status(value=text, label=shown)


def status_of_field(record: Model, field: str = "state") -> Status:
    display = getattr(record, f"get_{field}_display", None)
    value = getattr(record, field)
    return status_of(value, str(display()) if callable(display) else "")


def status_badge(value: object, label: str = "", *, tone: str = "", title: str = "") -> SafeString:
    """Icon + word + colour. `tone` overrides the colour the word usually has."""
    status = value if isinstance(value, Status) else status_of(value, label)
    if not status.label:
        return format_html('<span class="text-secondary">{}</span>', DASH)
    return format_html(
        '<span class="state state-{}"{}>{}<span>{}</span></span>',
        tone or status.tone,
        format_html(' title="{}"', title) if title else "",
        icon(status.icon),
        status.label,
    )


def money(value: Decimal | float | None, *, cents: bool = True) -> str:
    if value is None:
        return DASH
    step = Decimal("0.01") if cents else Decimal(1)
    amount = Decimal(str(value)).quantize(step, rounding=ROUND_HALF_UP)
    sign = MINUS if amount < 0 else ""
    return f"{sign}${abs(amount):,}"


def percent(value: Decimal | float | None, digits: int = 1) -> str:
    """A ratio as a percentage, halves up: 0.953 is 95.3%, 0.9625 is 96.3%."""
    if value is None:
        return DASH
    amount = Decimal(str(value)) * 100
    shown = amount.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
    return f"{MINUS if shown < 0 else ''}{abs(shown):,}%"


def duration(value: timedelta | float | None) -> str:
    """Two units at most: 2 d 4 h, 3 h 20 min, 45 min; halves up. Numbers are seconds."""
    if value is None:
        return DASH
    seconds = value.total_seconds() if isinstance(value, timedelta) else float(value)
    sign = MINUS if seconds < 0 else ""
    minutes = int(abs(seconds) / 60 + 0.5)
    if minutes < MINUTES_PER_HOUR:
        return f"{sign}{minutes} min"
    hours, minutes = divmod(minutes, MINUTES_PER_HOUR)
    if hours < HOURS_PER_DAY:
        return f"{sign}{hours} h {minutes} min" if minutes else f"{sign}{hours} h"
    days, hours = divmod(hours, HOURS_PER_DAY)
    return f"{sign}{days} d {hours} h" if hours else f"{sign}{days} d"


def day(value: date | None) -> str:
    if value is None:
        return DASH
    return format_html('<time class="text-nowrap">{}</time>', f"{value:%Y-%m-%d}")


def local_time(value: datetime | None, zone: str, second_zone: str = "UTC") -> SafeString:
    """The engagement's time, with the reader's own (or UTC) as a tooltip."""
    if value is None:
        return format_html('<span class="text-secondary">{}</span>', DASH)
    shown = value.astimezone(ZoneInfo(zone))
    second = value.astimezone(ZoneInfo(second_zone if second_zone != zone else "UTC"))
    return format_html(
        '<time datetime="{}" title="{}" class="text-nowrap">{} <span class="zone">{}</span></time>',
        value.astimezone(ZoneInfo("UTC")).isoformat(timespec="seconds"),
        f"{second:%Y-%m-%d %H:%M %Z}",
        f"{shown:%Y-%m-%d %H:%M}",
        f"{shown:%Z}",
    )


def time_left(due: datetime | None, now: datetime | None = None) -> SafeString:
    """A countdown that the page keeps ticking; the server's text stands without JavaScript."""
    if due is None:
        return format_html('<span class="text-secondary">{}</span>', "not started")
    left = due - (now or timezone.now())
    late = left.total_seconds() < 0
    text = f"{duration(abs(left))} overdue" if late else f"{duration(left)} left"
    return format_html(
        '<span class="time-left {}" data-due="{}" title="Due {}">{}</span>',
        "is-late" if late else "is-soon" if left < timedelta(hours=4) else "is-fine",
        due.astimezone(ZoneInfo("UTC")).isoformat(timespec="seconds"),
        f"{due.astimezone(ZoneInfo('UTC')):%Y-%m-%d %H:%M} UTC",
        text,
    )
