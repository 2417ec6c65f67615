"""Worklists come in: the FHIR export, the same again, and a practice's own CSV."""

import csv
import datetime as dt
import io
import re
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.flows.cases import BAD_ROWS, CASES, ndjson, worklist_csv
from tests.flows.people import Story
from tests.flows.visitor import Page

MANAGER = "practice_manager"


def upload(story: Story, files: dict[str, bytes]) -> Page:
    """The preview of what would happen."""
    visitor = story.visitor(MANAGER)
    page = visitor.get(story.path("charts/imports/upload/"))
    sent = [SimpleUploadedFile(name, content) for name, content in files.items()]
    page = visitor.submit(page, uploads=sent)
    assert re.search(r"/imports/\d+/$", page.path), page.text
    return page


def counts(page: Page) -> tuple[int, ...]:
    """Created, updated, unchanged and refused of an import's page."""
    names = ("Created", "Updated", "Unchanged", "Refused")
    found = [re.search(rf"{name} ([\d,]+)", page.text) for name in names]
    return tuple(int(match[1].replace(",", "")) for match in found if match)


def export_comes_in_once(story: Story, shared: Path) -> int:
    """1,215 encounters become as many charts, in the worker; the second time nothing changes."""
    encounters = len(ndjson(shared, "Encounter"))
    files = {file.name: file.read_bytes() for file in sorted((shared / "fhir").glob("*.gz"))}
    visitor = story.visitor(MANAGER)
    for expected in ((encounters, 0, 0, 0), (0, 0, encounters, 0)):
        preview = upload(story, files)
        job = visitor.wait_for_job(visitor.submit(preview))
        assert f"{expected[0]:,} charts created, 0 updated, 0 rows refused" in job.text
        assert counts(visitor.get(preview.path)) == expected
    assert f"{encounters:,} charts" in story.get(MANAGER, "charts/").text
    return encounters


def worklist_comes_in_with_bad_rows(story: Story) -> int:
    """The good rows go in, the bad ones come back with row, field, value and remedy."""
    now = timezone.now().astimezone(dt.UTC)
    visitor = story.visitor(MANAGER)
    preview = upload(story, {"worklist.csv": worklist_csv(now)})
    assert f"{len(CASES)} rows can go in" in preview.text
    page = visitor.submit(preview)
    assert counts(page) == (len(CASES), 0, 0, len(BAD_ROWS) + 1)
    body = visitor.get(f"{page.path}errors/").html
    errors = list(csv.DictReader(io.StringIO(body)))
    first = 2 + len(CASES)  # the header is row 1
    told = {(int(e["row"]), e["field"], e["value"]) for e in errors if e["remedy"] and e["problem"]}
    assert told == {
        *((first + at, name, value) for at, (name, value) in enumerate(BAD_ROWS)),
        (first + len(BAD_ROWS), "encounter_ref", CASES[0].ref),
    }
    return len(CASES)
