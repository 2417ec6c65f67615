"""The traceability report reads the marks that are there."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command

from config.open_parts import OPEN_PARTS
from config.traceability import REQUIREMENTS, covers_marks

SAMPLE = """
import pytest
pytestmark = [pytest.mark.django_db, pytest.mark.covers("R1")]

@pytest.mark.covers("R2", "N3")
def test_two():
    pass

def test_one():
    pass

def helper():
    pass
"""


def test_marks_of_module_and_function_are_found(tmp_path):
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "test_sample.py").write_text(SAMPLE)
    assert covers_marks(tests) == {
        "R1": ["tests/test_sample.py::test_two", "tests/test_sample.py::test_one"],
        "R2": ["tests/test_sample.py::test_two"],
        "N3": ["tests/test_sample.py::test_two"],
    }


def test_every_mark_in_the_suite_is_a_known_requirement():
    marks = covers_marks(Path(__file__).resolve().parents[1])
    assert set(marks) - set(REQUIREMENTS) == set()


def test_what_is_open_belongs_to_requirements_that_tests_prove_in_part():
    marks = covers_marks(Path(__file__).resolve().parents[1])
    assert set(OPEN_PARTS) - set(marks) == set()
    assert all(OPEN_PARTS.values())


def test_the_report_tells_the_whole_from_the_part():
    lines = StringIO()
    call_command("traceability", stdout=lines)
    report = lines.getvalue().splitlines()
    assert [line.split()[0] for line in report[: len(REQUIREMENTS)]] == list(REQUIREMENTS)
    told = [line for line in report if line.endswith(f"in part; open: {OPEN_PARTS['R55']}")]
    assert [line.split()[0] for line in told] == ["R55"]
    assert sum("in part; open:" in line for line in report) == len(OPEN_PARTS)
    assert report[-2].endswith(f"{len(OPEN_PARTS)} for a part.")
