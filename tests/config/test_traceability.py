"""The traceability report reads the marks that are there."""

from pathlib import Path

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
