"""The month closes: rollups, the health page, the report by mail, and what may not be in it."""

import datetime as dt
import email.message
import hashlib
import io
import re
from pathlib import Path

from django.db import connection
from django.utils import timezone
from pypdf import PdfReader

from engagements.kernel.scope import engagement_transaction
from tests.factories.traces import tables_holding
from tests.factories.world import PASSWORD
from tests.flows import coding
from tests.flows.cases import CASES, identifying_words
from tests.flows.expected import Expected
from tests.flows.people import RECIPIENTS, Story
from tests.flows.visitor import Page, Visitor

MANAGER = "practice_manager"
INSTANTS = {
    "charts_chart": ("received_at", "documentation_complete_at", "due_at", "coded_at"),
    "qa_audit": ("created_at", "started_at", "completed_at"),
    "queries_query": ("sent_at", "due_at", "closed_at"),
}


def a_month_passes(story: Story) -> None:
    """Nobody can wait for the month to close: what happened these days is moved by whole days to
    the middle of the closed month. Nothing else touches the database behind the product's back.
    """
    now = timezone.now()
    middle = story.month.replace(day=15)
    days = (now.astimezone(story.zone).date() - middle).days
    since = now - dt.timedelta(days=4)
    with engagement_transaction(story.engagement.pk), connection.cursor() as cursor:
        for table, names in INSTANTS.items():
            moved = ", ".join(
                f"{name} = CASE WHEN {name} >= %(since)s THEN {name} - %(days)s ELSE {name} END"
                for name in names
            )
            values = {"since": since, "days": dt.timedelta(days=days)}
            cursor.execute(f"UPDATE {table} SET {moved}", values)  # noqa: S608 -- constants


def health_page_agrees(story: Story, expected: Expected) -> None:
    """Rollups are refreshed by the worker; every number opens as many rows as it counts."""
    story.installed.beat("rollups")
    page = story.get(MANAGER, "reports/", span="last")
    assert "to be added within a minute" not in page.text
    found = {
        label: re.search(rf'aria-label="{label}: ([^"]*), open the rows"', page.html)
        for label in expected.tiles
    }
    assert {label: match and match[1] for label, match in found.items()} == expected.tiles
    assert every_link_opens_its_rows(story.visitor(MANAGER), page) > 20


def every_link_opens_its_rows(visitor: Visitor, page: Page) -> int:
    counted = {link["href"]: int(link["data-rows"]) for link in page.links if link.get("data-rows")}
    opened = {href: rows_in(visitor.get(href)) for href in counted}
    assert opened == counted
    return len(opened)


def rows_in(page: Page) -> int:
    found = re.search(r'<div class="list-foot">\s*<span>([\d,]+)', page.html)
    assert found, page.path
    return int(found[1].replace(",", ""))


def report_is_mailed_once(story: Story) -> bytes:
    """Beat looks for closed months; the second time there is nothing left to send."""
    for _ in range(2):
        story.installed.beat("months")
        sent = [message for message in story.installed.mailbox.messages if attached(message)]
        assert sorted(str(message["To"]) for message in sent) == sorted(RECIPIENTS)
    pdf, same = (attached(message) for message in sent)
    assert pdf == same
    page = story.get(MANAGER, "reports/monthly/")
    assert "2 of 2" in page.text
    assert f"{story.month:%B %Y} was published." in page.text
    (path,) = {link["href"] for link in page.links if link.get("href", "").endswith("/pdf/")}
    assert story.visitor(MANAGER).get(path).content == pdf
    assert hashlib.sha256(pdf).hexdigest() in str(text_of(sent[0]))
    return pdf


def quiet_month_sends_nothing(story: Story) -> None:
    visitor = Visitor(story.installed.url, "practice_manager@quiet.example")
    visitor.sign_in(PASSWORD)
    page = visitor.get("/e/quiet/reports/monthly/")
    assert f"{story.month:%B %Y} holds no data: nothing was rendered or sent." in page.text


def attached(message: email.message.Message) -> bytes:
    parts = [part for part in message.walk() if part.get_content_type() == "application/pdf"]
    return bytes(parts[0].get_payload(decode=True)) if parts else b""  # type: ignore[arg-type]  # decoded


def text_of(message: email.message.Message) -> str:
    parts = [part for part in message.walk() if part.get_content_maintype() == "text"]
    bodies = [bytes(part.get_payload(decode=True)).decode() for part in parts]  # type: ignore[arg-type]  # decoded
    return "\n".join([*(f"{key}: {value}" for key, value in message.items()), *bodies])


def pdf_says(pdf: bytes, expected: Expected) -> str:
    """The text of the PDF, once every number in it is as counted."""
    text = " ".join(" ".join(p.extract_text() for p in PdfReader(io.BytesIO(pdf)).pages).split())
    missing = [sentence for sentence in expected.sentences() if sentence not in text]
    assert missing == [], text
    return text


def nobody_is_named(story: Story, text: str, shared: Path) -> None:
    """In the PDF, the mails, the logs and the database: no patient, no query's words. No upload is
    kept, only what the product made: error files and the report.
    """
    mails = "\n".join(text_of(message) for message in story.installed.mailbox.messages)
    assert "A documentation query from" in mails
    assert "It is marked unresolved" in mails
    places = {"PDF": text, "mail": mails, "logs": story.installed.log()}
    words = identifying_words(shared) | {coding.SECRET}
    found = {(place, w) for place, content in places.items() for w in words if w in content}
    assert found == set()
    with engagement_transaction(story.engagement.pk):
        assert tables_holding(sorted(words)) == []
    kept = [path for path in story.installed.media.rglob("*") if path.is_file()]
    assert {path.suffix for path in kept} == {".csv", ".pdf"}
    assert [case.ref for case in CASES if case.ref in text + mails] == []
