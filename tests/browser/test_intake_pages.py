"""The upload, looked at in a browser before it is applied."""

import pytest

from charts.importers import template_csv
from tests.browser.conftest import DESKTOP, PHONE, THEMES

pytestmark = pytest.mark.browser

HEADER, EXAMPLE = template_csv().splitlines()
BAD = EXAMPLE.replace("100234", "100235").replace("1234567893", "1234567890")


def test_manager_uploads_checks_and_imports_a_worklist(persona, world, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text(f"{HEADER}\n{EXAMPLE}\n{BAD}")
    someone = persona("practice_manager")
    page = someone.open(f"/e/{world.own.slug}/charts/imports/upload/")
    page.set_input_files("input[type=file]", str(file))
    page.get_by_role("button", name="Upload and check").click()
    page.get_by_role("heading", name="All 2 rows were checked").wait_for()
    for theme, rules in THEMES:
        someone.theme(theme)
        assert someone.violations(rules) == []
    page.set_viewport_size(PHONE)
    assert someone.overflow() <= 0
    page.set_viewport_size(DESKTOP)
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("link", name="Error file").wait_for()
    assert "is no NPI" in page.inner_text("main")
    assert someone.violations() == []
    assert someone.blocked() == []
    assert someone.problems == []
