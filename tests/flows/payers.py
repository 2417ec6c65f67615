"""Remittances come in; the analyst names the cause of a denial."""

import csv
import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from tests.flows.cases import CODED, JUDGED_AS_CODING, REMITS, remittance_file
from tests.flows.people import Story
from tests.flows.visitor import Page

ANALYST = "denial_analyst"
COUNTS = {
    "claim_count": "claims",
    "service_line_count": "svc",
    "denied_count": "denied_status4",
    "zero_paid_count": "zero_paid",
    "reversal_count": "reversal22",
}
# The totals list one file that was not shipped; one was shipped that they do not list.
UNLISTED = "stupidedi__004010__X091A1_HP835_Health_Care_Claim_Payment_Advice__case__1.edi"


def import_file(story: Story, name: str, content: bytes) -> Page:
    """Uploaded through the page, imported by the worker; the job's page at the end."""
    visitor = story.visitor(ANALYST)
    page = visitor.get(story.path("denials/remittances/import/"))
    return visitor.wait_for_job(visitor.submit(page, file=SimpleUploadedFile(name, content)))


def shared_files_come_in(story: Story, shared: Path) -> None:
    """Counts and sums of all ten are those of the independent totals; twice changes nothing."""
    files = sorted((shared / "x12" / "835").glob("*.edi"))
    assert len(files) == 10
    for file in files:
        import_file(story, file.name, file.read_bytes())
    again = import_file(story, files[0].name, files[0].read_bytes())
    assert "was imported before" in again.text
    with (shared / "x12" / "835_expected_totals.csv").open(encoding="utf-8") as stream:
        listed = {flat_name(row["file"]): row for row in csv.DictReader(stream)}
    found = {row["file"]: row for row in rows_of(story, "remittances/")}
    assert set(found) == {file.name for file in files}
    assert set(found) - set(listed) == {UNLISTED}
    for name in set(found) & set(listed):
        row, expected = found[name], listed[name]
        counts = {key: row[key] for key in COUNTS}
        assert counts == {key: int(expected[column]) for key, column in COUNTS.items()}, name
        assert Decimal(row["payment_amount"]) == Decimal(expected["bpr02"]), name
        net = Decimal(row["claims_paid"]) - Decimal(row["provider_adjustments"])
        assert net == Decimal(expected["sum_clp04_minus_plb"]), name
        assert row["is_balanced"] is (expected["tx_balanced"] == "True"), name


def flat_name(path: str) -> str:
    return path.removeprefix("x12/").replace("/", "__")


def rows_of(story: Story, path: str, **query: Any) -> list[dict[str, Any]]:
    """All rows of an endpoint."""
    address = f"/api/v1/e/{story.engagement.slug}/denials/{path}"
    answer = story.visitor(ANALYST).get(address, limit=500, **query).json()
    assert answer["count"] == len(answer["results"])
    return list(answer["results"])


def own_claims_come_in(story: Story) -> None:
    """Claims of charts coded here: each denial knows its chart and its coder."""
    paid_on = story.month + dt.timedelta(days=19)
    job = import_file(story, "harbor.835", remittance_file(paid_on))
    coded = {case.ref for case in CODED}
    matched = sum(each.ref in coded for each in REMITS)
    denials = [each for each in REMITS if each.denied]
    summary = f"{len(REMITS)} claims, {len(denials)} denials, {matched} matched to charts"
    assert summary in job.text
    rows = {row["claim_reference"]: row for row in rows_of(story, "") if row["chart"]}
    assert {ref: Decimal(row["amount"]) for ref, row in rows.items()} == {
        each.ref: each.denied for each in denials
    }
    assert all(row["coder"] for row in rows.values())


def analyst_names_a_cause(story: Story) -> None:
    """What the reason code leaves open, the analyst decides: it was coding."""
    visitor = story.visitor(ANALYST)
    (denial,) = [
        row for row in rows_of(story, "") if row["claim_reference"] == JUDGED_AS_CODING.ref
    ]
    assert denial["suggested_class"] == "review"
    page = visitor.get(story.path(f"denials/{denial['id']}/"))
    assert JUDGED_AS_CODING.ref in page.text
    page = visitor.submit(
        page, "/cause/", root_cause="coding", evidence="Modifier 25 was left out on the claim."
    )
    assert "Root cause: Coding." in page.text
