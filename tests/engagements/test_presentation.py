import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.db.models import TextChoices

from engagements.kernel import presentation, tones

ROOT = Path(__file__).resolve().parents[2]
SPRITE = (ROOT / "static/vendor/tabler-icons/sprite.svg").read_text()
NAMES = set(re.findall(r'<symbol id="([a-z0-9-]+)"', SPRITE))


class Verdict(TextChoices):
    NOT_MET = "not_met", "Not met"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("1234.5"), "$1,234.50"),
        (Decimal(-12), "\N{MINUS SIGN}$12.00"),
        (0, "$0.00"),
        (None, "\N{EN DASH}"),
    ],
)
def test_money_shows_cents_and_a_true_minus(value, shown):
    assert presentation.money(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("0.953"), "95.3%"),
        (1, "100.0%"),
        (0.00049, "0.0%"),
        (0.9625, "96.3%"),
        (None, "\N{EN DASH}"),
    ],
)
def test_percent_reads_a_ratio(value, shown):
    assert presentation.percent(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (timedelta(minutes=45), "45 min"),
        (timedelta(minutes=59, seconds=40), "1 h"),
        (timedelta(hours=3, minutes=20), "3 h 20 min"),
        (150, "3 min"),
        (timedelta(days=2, hours=4, minutes=50), "2 d 4 h"),
        (-3600, "\N{MINUS SIGN}1 h"),
        (0, "0 min"),
        (None, "\N{EN DASH}"),
    ],
)
def test_duration_uses_two_units_at_most(value, shown):
    assert presentation.duration(value) == shown


def test_local_time_is_in_the_engagements_zone_with_a_second_zone():
    html = presentation.local_time(
        datetime(2026, 3, 8, 7, 30, tzinfo=UTC), "America/New_York", "America/Chicago"
    )
    assert 'datetime="2026-03-08T07:30:00+00:00"' in html
    assert "2026-03-08 03:30" in html
    assert "EDT" in html
    assert 'title="2026-03-08 01:30 CST"' in html


@pytest.mark.parametrize(
    ("hours", "css", "text"),
    [(-2, "is-late", "2 h overdue"), (3, "is-soon", "3 h left"), (30, "is-fine", "1 d 6 h left")],
)
def test_time_left_says_in_words_and_class_how_urgent_it_is(hours, css, text):
    now = datetime(2026, 1, 5, 12, tzinfo=UTC)
    html = presentation.time_left(now + timedelta(hours=hours), now)
    assert css in html
    assert text in html


def test_status_badge_is_icon_word_and_colour():
    html = presentation.status_badge(Verdict.NOT_MET)
    assert "state-bad" in html
    assert "#circle-x" in html
    assert "<span>Not met</span>" in html


def test_unknown_status_is_shown_in_grey():
    html = presentation.status_badge("half_baked")
    assert "state-mute" in html
    assert "Half baked" in html


def test_status_badge_escapes_its_label():
    assert "<script>" not in presentation.status_badge("x", "<script>")


def test_every_status_icon_is_in_the_sprite():
    icons = {icon for _, icon in tones.TONES.values()} | {tones.UNKNOWN[1]}
    assert icons - NAMES == set()


def test_every_icon_named_in_templates_and_code_is_in_the_sprite():
    named = set()
    for path in (ROOT / "templates").rglob("*.html"):
        named |= set(re.findall(r'{% icon "([a-z0-9-]+)"', path.read_text()))
    for app in ("engagements", "charts", "qa", "queries", "denials", "reporting"):
        for path in (ROOT / app).rglob("*.py"):
            named |= set(re.findall(r'\bicon=?\(?"([a-z0-9-]+)"', path.read_text()))
    assert named - NAMES == set()
