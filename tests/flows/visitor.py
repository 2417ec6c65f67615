"""A person at a browser without scripts: follows links, fills in forms, keeps cookies."""

import json
import re
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test.client import MULTIPART_CONTENT, encode_multipart

BOUNDARY = MULTIPART_CONTENT.partition("boundary=")[2]
ENROL = "/accounts/2fa/totp/activate/"
PATIENCE_SECONDS = 60
TIMEOUT_SECONDS = 60


@dataclass
class Form:
    action: str
    method: str
    fields: dict[str, Any] = field(default_factory=dict)


class _Reader(HTMLParser):
    """The forms, links and words of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[dict[str, str]] = []
        self.words: list[str] = []
        self.open: Form | None = None
        self.select = self.textarea = ""
        self.skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in {"script", "style", "template"}:
            self.skipping += 1
        elif tag == "a":
            self.links.append(given)
        elif tag == "form":
            self.open = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self.open)
        elif self.open is not None and not self.skipping:
            self._control(tag, given, self.open.fields)

    def _control(self, tag: str, given: dict[str, str], fields: dict[str, Any]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text")
        if tag == "input" and name and kind in {"checkbox", "radio"}:
            if "checked" in given:
                value = given.get("value", "on")
                # Boxes of one name are sent one after the other.
                fields[name] = [*_listed(fields[name]), value] if name in fields else value
        elif tag == "input" and name and kind not in {"submit", "button", "file"}:
            fields[name] = given.get("value", "")
        elif tag == "textarea":
            self.textarea = name
            fields[name] = ""
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and ("selected" in given or self.select not in fields):
            fields[self.select] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"script", "style", "template"}:
            self.skipping -= 1
        elif tag == "form":
            self.open = None
        elif tag == "select":
            self.select = ""
        elif tag == "textarea":
            self.textarea = ""

    def handle_data(self, data: str) -> None:
        if self.textarea and self.open is not None:
            self.open.fields[self.textarea] = data.removeprefix("\n")
        elif not self.skipping:
            self.words.append(data)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


class Page:
    """What came back: status, where it ended, and its content."""

    def __init__(self, url: str, status: int, content: bytes) -> None:
        self.url, self.status, self.content = url, status, content
        self.path = urlsplit(url).path
        self.html = content.decode("utf-8", "replace")
        self._read: _Reader | None = None

    @property
    def _reader(self) -> _Reader:
        if self._read is None:
            self._read = _Reader()
            self._read.feed(self.html)
        return self._read

    @property
    def text(self) -> str:
        return " ".join(" ".join(self._reader.words).split())

    @property
    def links(self) -> list[dict[str, str]]:
        return self._reader.links

    def form(self, action: str = "") -> Form:
        """The form that posts to an address with this ending; without one, to the page itself."""
        for form in self._reader.forms:
            target = urlsplit(form.action).path or self.path
            if form.method == "post" and target.endswith(action or self.path):
                return form
        raise AssertionError(f"{self.path} has no form for {action!r}: {self.text[:400]}")

    def json(self) -> Any:
        return json.loads(self.content)


class Visitor:
    def __init__(self, base: str, email: str = "") -> None:
        self.base, self.email = base, email
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str, *, status: int = 200, **query: Any) -> Page:
        address = f"{path}?{urlencode(query)}" if query else path
        return self._ask(Request(urljoin(self.base, address)), status)  # noqa: S310 -- our server

    def submit(self, page: Page, action: str = "", *, status: int = 200, **values: Any) -> Page:
        """Sends a form of the page as its browser would, with these values put in."""
        form = page.form(action)
        fields = {name: value for name, value in (form.fields | values).items() if value != ""}
        body = encode_multipart(BOUNDARY, fields)
        target = urljoin(page.url, form.action)
        headers = {"Content-Type": MULTIPART_CONTENT, "Referer": page.url}
        return self._ask(Request(target, body, headers), status)  # noqa: S310 -- our server

    def _ask(self, request: Request, status: int) -> Page:
        try:
            with self.opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
                page = Page(answer.url, answer.status, answer.read())
        except HTTPError as error:
            page = Page(error.url, error.code, error.read())
        wrong = f"{request.get_method()} {request.full_url}: {page.status}, {page.text[:1500]}"
        assert page.status == status, wrong
        return page

    def sign_in(self, password: str) -> Page:
        page = self.get("/accounts/login/")
        return self.submit(page, "/accounts/login/", login=self.email, password=password)

    def sign_in_with_factor(self, password: str) -> Page:
        """Enrols an authenticator at the first sign-in, then comes in with password and code."""
        page = self.sign_in(password)
        assert page.path == ENROL, page.text
        found = re.search(r'id="authenticator_secret"[^>]*value="([A-Z2-7]+)"', page.html)
        assert found is not None
        secret = found[1]
        self.submit(page, ENROL, code=code_of(secret))
        self.submit(self.get("/accounts/logout/"), "/accounts/logout/")
        page = self.sign_in(password)
        assert page.path == "/accounts/2fa/authenticate/", page.text
        return self.submit(page, page.path, code=code_of(secret))

    def wait_for_job(self, page: Page) -> Page:
        """Looks at the job's page, as it says, until a worker has ended the job."""
        assert "/jobs/" in page.path, page.path
        deadline = time.monotonic() + PATIENCE_SECONDS
        while "You may leave this page" in page.text:
            assert time.monotonic() < deadline, page.text
            time.sleep(0.2)
            page = self.get(page.path)
        assert "The job failed" not in page.text, page.text
        return page


def code_of(secret: str) -> str:
    """What the authenticator app shows now."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
