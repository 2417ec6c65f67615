"""Take the README's pictures again from a running demo of this folder (maintainers only).

``make pictures`` runs it, after a change that the pictures show. It signs in as the demo's people;
the coder takes a chart, nothing else is written. ``PORT`` and ``CHROMIUM`` as everywhere.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "images"
ADDRESS = f"http://localhost:{os.environ.get('PORT', '8000')}"
PASSWORD = "concord-demo-2026"  # noqa: S105 -- every demo prints it
BROWSERS = (os.environ.get("CHROMIUM", ""), "chromium-headless-shell", "chromium", "google-chrome")
DESKTOP = {"width": 1366, "height": 900}
PHONE = {"width": 390, "height": 844}


@contextmanager
def signed_in(browser: Browser, person: str, **options: Any) -> Iterator[Page]:
    """A page of the person's own, at the list of their work."""
    context = browser.new_context(base_url=ADDRESS, **{"viewport": DESKTOP, **options})
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("[name=login]", f"{person}@demo.example")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_load_state()
    if page.locator("[name=code]").count():
        page.fill("[name=code]", second_factor())
        page.press("[name=code]", "Enter")
        page.wait_for_load_state()
    yield page
    context.close()


def second_factor() -> str:
    command = [sys.executable, "manage.py", "demo_code"]
    shown = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)  # noqa: S603 -- our own command
    return shown.stdout.strip()


def take(page: Page, name: str, path: str = "") -> None:
    if path:
        page.goto(f"/e/demo/{path}")
    page.wait_for_load_state("networkidle")
    page.screenshot(path=PICTURES / f"{name}.png")


def take_all(browser: Browser) -> None:
    with signed_in(browser, "manager") as page:
        take(page, "health", "reports/")
        take(page, "accuracy", "qa/accuracy/")
        take(page, "periodic-reports", "reports/monthly/")
    with signed_in(browser, "denials", color_scheme="dark") as page:
        take(page, "denials-dark", "denials/")
    with signed_in(browser, "provider", viewport=PHONE) as page:
        page.goto("/e/demo/queries/inbox/")
        page.locator(".query-card").first.click()
        take(page, "query-on-a-phone")
    with signed_in(browser, "coder") as page:
        page.goto("/e/demo/charts/worklist/")
        page.get_by_role("button", name="Next chart").click()
        page.wait_for_load_state("networkidle")
        page.keyboard.press("Alt+I")
        page.keyboard.type("hyperten")
        page.get_by_role("option").first.wait_for()
        take(page, "coding")


with sync_playwright() as playwright:
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    take_all(playwright.chromium.launch(executable_path=found, args=["--no-sandbox"]))
