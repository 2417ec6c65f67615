import pytest
from hypothesis import given
from hypothesis import strategies as st

from engagements.hours import hours_format, hours_parse
from engagements.kernel.errors import DomainError


@pytest.mark.parametrize(
    ("text", "spans"),
    [
        ("", []),
        ("9:00-17:00", [("09:00", "17:00")]),
        ("13:00 - 17:00; 09:00 to 12:00", [("09:00", "12:00"), ("13:00", "17:00")]),
        ("22:00-06:00", [("22:00", "06:00")]),
        ("00:00-24:00", [("00:00", "00:00")]),
    ],
)
def test_hours_parse_reads_what_people_write(text, spans):
    assert hours_parse(text) == spans


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("nine to five", "is no opening"),
        ("09:00", "is no opening"),
        ("25:00-26:00", "is no time of day"),
        ("09:75-10:00", "is no time of day"),
        ("09:00-09:00", "opens and closes at the same time"),
        ("09:00-13:00, 12:00-17:00", "overlap"),
        ("00:00-24:00, 09:00-10:00", "overlap"),
    ],
)
def test_hours_parse_names_what_is_wrong(text, message):
    with pytest.raises(DomainError, match=message):
        hours_parse(text)


@given(st.lists(st.integers(0, 47), min_size=2, max_size=8, unique=True))
def test_hours_survive_being_written_and_read(marks):
    marks = sorted(marks)[: len(marks) // 2 * 2]
    spans = [
        (f"{a // 2:02d}:{a % 2 * 30:02d}", f"{b // 2:02d}:{b % 2 * 30:02d}")
        for a, b in zip(marks[::2], marks[1::2], strict=True)
    ]
    assert hours_parse(hours_format(spans)) == spans
