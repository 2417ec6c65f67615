"""Chromium against a live server: one page per persona, and what must hold on every page."""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.http import HttpRequest, HttpResponseBase
from playwright.sync_api import Browser, BrowserContext, Error, Page, Response

# The same names, in the same order, as .ci/setup looks for. The headless shell is Chromium without
# the windows around the page.
CANDIDATES = (
    os.environ.get("CHROMIUM", ""),
    *(
        "chromium-headless-shell",
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
    ),
)
CHROMIUM = next(filter(None, map(shutil.which, CANDIDATES)), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    # A page is left before code made faster for it would have paid.
    "--js-flags=--no-turbofan --no-maglev",
]
DESKTOP = {"width": 1366, "height": 900}
PHONE = {"width": 390, "height": 844}
WATCH = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => window.__violations.push(
  `${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`));
"""

# What examine.js looks at once, as long as it stays as it is.
FRAME = ".side-list > li, .topbar, .app-footer, dialog:not([open]), template"
EXAMINE = Path(__file__).with_name("examine.js").read_text()

# The checks of WCAG 2.2 A and AA, and axe's own good practices.
ALL_RULES: dict[str, Any] = {"resultTypes": ["violations"]}
# What another theme can change: the structure is the same.
COLOUR_RULES = ALL_RULES | {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}
THEMES = (("light", ALL_RULES), ("dark", COLOUR_RULES))

# Playwright runs an event loop in the test's thread; Django must not take it for a coroutine.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_collection_modifyitems(items: list[Any]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    if CHROMIUM is None:
        pytest.fail("Chromium is missing: apt-get install -y chromium fonts-dejavu-core")
    return {"executable_path": CHROMIUM, "args": FLAGS}


@dataclass
class Persona:
    """A browser of one person. `open` goes to a path; `check` asserts what every page owes."""

    page: Page
    base: str
    context: BrowserContext
    examined: set[str]
    problems: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        response = self.goto(path)
        self.problems += [f"{path}: no answer"] if response is None else []
        return self.page

    def goto(self, path: str) -> Response | None:
        """What the address answers; None for a file or an answer without content."""
        try:
            return self.page.goto(self.base + path, wait_until="load")
        except Error as error:
            if not any(why in error.message for why in ("Download is starting", "ERR_ABORTED")):
                raise
            return None

    def theme(self, name: str) -> None:
        """Shows the page in this theme without asking the server."""
        self.page.evaluate(
            "name => { const root = document.documentElement; root.dataset.themeChoice = name;"
            " root.dispatchEvent(new CustomEvent('concord:theme-choice'));"
            " if (document.querySelector('[data-chart]')) return new Promise("
            "   done => setTimeout(() => requestAnimationFrame(done), 50)); }",
            name,
        )

    def violations(self, rules: dict[str, Any] = ALL_RULES) -> list[str]:
        """What axe-core finds on the page as it stands."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
            self.page.add_init_script(AXE_SCRIPT)
        seen = self.page.evaluate(EXAMINE, [rules, FRAME, " ".join(self.examined)])
        self.examined.update(seen["fresh"])
        return [f"id used twice: {name}" for name in seen["shared"]] + [
            f"{rule['id']}: {_why(node)}: {node['target']} {node['html'][:200]}"
            for rule in seen["violations"]
            for node in rule["nodes"]
        ]

    def blocked(self) -> list[str]:
        """What the content security policy had to stop."""
        return list(self.page.evaluate("window.__violations || []"))

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(
            self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )

    def sideways(self) -> list[str]:
        """The lists that have to be scrolled sideways."""
        return list(
            self.page.evaluate(
                "[...document.querySelectorAll('.grid-scroll')]"
                ".filter(e => e.scrollWidth > e.clientWidth + 1)"
                ".map(e => `a list is ${e.scrollWidth - e.clientWidth} px too wide`)"
            )
        )

    def unbroken(self) -> None:
        assert self.blocked() == []
        assert self.problems == []
        assert self.overflow() <= 0

    def check(self, rules: dict[str, Any] = ALL_RULES) -> None:
        self.unbroken()
        assert self.violations(rules) == []


def _why(node: dict[str, Any]) -> str:
    checks = [*node["any"], *node["all"], *node["none"]]
    return str(checks[0]["message"]) if checks else ""


def _cookies(client: Any, base: str) -> list[dict[str, Any]]:
    host = urlsplit(base).hostname
    return [
        {"name": name, "value": morsel.value, "domain": host, "path": "/"}
        for name, morsel in client.cookies.items()
    ]


@pytest.fixture(scope="session")
def examined() -> set[str]:
    """The parts of the frame that were looked at, each as it stood."""
    return set()


@pytest.fixture
def persona(
    live_server: Any, world: Any, client_of: Any, browser: Browser, examined: set[str]
) -> Iterator[Callable[..., Persona]]:
    """`persona("vendor_coder", phone=True)` -> a signed-in browser of that role."""
    opened: list[BrowserContext] = []

    def make(role: Any = None, *, phone: bool = False, scripts: bool = True) -> Persona:
        context = browser.new_context(
            viewport=PHONE if phone else DESKTOP,
            java_script_enabled=scripts,
            reduced_motion="reduce",
        )
        opened.append(context)
        if role is not None:
            context.add_cookies(_cookies(client_of(role), live_server.url))
        if scripts:
            context.add_init_script(WATCH)
        page = context.new_page()
        page.set_default_timeout(15_000)
        someone = Persona(page, live_server.url, context, examined)
        page.on("pageerror", lambda error: someone.problems.append(f"script error: {error}"))
        page.on("console", lambda message: _note(someone, message))
        return someone

    yield make
    for context in opened:
        context.close()


def _note(someone: Persona, message: Any) -> None:
    if message.type == "error" and "Failed to load resource" not in message.text:
        someone.problems.append(message.text)


@pytest.fixture(scope="session", autouse=True)
def _kept_assets() -> Iterator[None]:
    """A browser keeps the assets from page to page, as it does in production."""
    serve = StaticFilesHandler.serve

    def kept(self: StaticFilesHandler, request: HttpRequest) -> HttpResponseBase:
        response = serve(self, request)
        response.headers["Cache-Control"] = "max-age=3600, immutable"
        return response

    StaticFilesHandler.serve = kept
    yield
    StaticFilesHandler.serve = serve


@pytest.fixture(autouse=True)
def _local_hosts() -> None:
    assert {"localhost", "127.0.0.1"} & set(settings.ALLOWED_HOSTS)
