"""Coders take the next chart, code it, ask about it; the provider answers, or does not."""

import datetime as dt
import re
from collections.abc import Iterator

from django.utils import timezone

from charts.models import Chart
from engagements.kernel.scope import engagement_transaction
from queries.models import Query
from tests.flows.cases import (
    ANSWERED,
    BY_REF,
    CODED,
    EXPIRED,
    LATE,
    LEVEL,
    MISSED,
    MODIFIER,
    SECOND,
    TURNAROUND_HOURS,
    Answer,
    Case,
)
from tests.flows.people import SECOND_CODER, Story
from tests.flows.visitor import Page, Visitor

CODER = "vendor_coder"
SECRET = "saw Thaddeus Quimbyson with an ejection fraction of 30 percent"


def ref_of(page: Page) -> str:
    found = re.search(r"Code (\S+)", page.text)
    assert found, page.text
    return found[1]


def fields_of(answer: Answer) -> dict[str, str]:
    """What a coder types into the coding page."""
    fields = {"documentation_reviewed": "on"}
    for row, code in enumerate(answer.diagnoses):
        fields |= {f"dx-{row}-code": code, f"dx-{row}-evidence": "Progress note, assessment"}
    for row, (code, modifiers, pointers) in enumerate(answer.procedures):
        fields |= {
            f"px-{row}-code": code,
            f"px-{row}-modifiers": modifiers,
            f"px-{row}-units": "1",
            f"px-{row}-pointers": pointers,
            f"px-{row}-evidence": "Visit note, plan",
        }
    return fields


def take_next(story: Story, who: str) -> Page:
    visitor = story.visitor(who)
    page = visitor.get(story.path("charts/worklist/"))
    return visitor.submit(page, "worklist/next/")


def attest(visitor: Visitor, page: Page, case: Case) -> Page:
    """Attests the answer; the page that follows is that of the next chart."""
    assert ref_of(page) == case.ref
    following = visitor.submit(page, "/code/", do="attest", **fields_of(case.coded))
    assert f"{case.ref} is attested" in following.text
    return following


def charts_are_coded_and_asked_about(story: Story) -> None:
    """The first coder's day: most urgent first; what is asked about comes back."""
    visitor = story.visitor(CODER)
    page = take_next(story, CODER)
    search_finds_what_may_be_coded(visitor, page)
    heading = Answer(("E11", "I10"), LATE.coded.procedures)
    refused = visitor.submit(page, "/code/", status=422, do="attest", **fields_of(heading))
    assert "E11 is a heading: choose a code below it" in refused.text
    page = attest(visitor, refused, LATE)
    page = attest(visitor, page, LEVEL)
    for case in (ANSWERED, EXPIRED):
        assert ref_of(page) == case.ref
        ask(story, case)
        page = take_next(story, CODER)
    assert ref_of(page) == MODIFIER.ref
    held = visitor.get(story.path(f"charts/{chart_id(story, ANSWERED)}/code/"))
    assert "A query is open The clock stands still" in held.text
    provider_answers(story)
    window_ends_without_an_answer(story)
    for case in (MODIFIER, ANSWERED, EXPIRED, MISSED):
        page = attest(visitor, page, case)
    put_back(visitor, page, SECOND[0].ref)


def search_finds_what_may_be_coded(visitor: Visitor, page: Page) -> None:
    found = visitor.get(f"{page.path}search/", kind="dx", q_dx="diabetes hyperglycemia")
    assert "E11.65" in found.text
    assert "I10" not in found.text


def second_coder_codes_the_rest(story: Story) -> None:
    """Then only the old encounters of the export are left; one comes and is put back."""
    visitor = story.visitor(SECOND_CODER)
    page = take_next(story, SECOND_CODER)
    for case in SECOND:
        page = attest(visitor, page, case)
    assert ref_of(page) not in BY_REF
    put_back(visitor, page, ref_of(page))


def put_back(visitor: Visitor, page: Page, ref: str) -> None:
    assert ref_of(page) == ref
    back = visitor.submit(page, "/put-back/", reason="The day is over")
    assert f"{ref} is back in the worklist" in back.text


def chart_id(story: Story, case: Case) -> int:
    with engagement_transaction(story.engagement.pk):
        return int(Chart.objects.values_list("pk", flat=True).get(encounter_ref=case.ref))


def ask(story: Story, case: Case) -> None:
    visitor = story.visitor(CODER)
    page = visitor.get(story.path(f"queries/ask/{chart_id(story, case)}/"))
    sent = visitor.submit(
        page,
        category="specificity",
        kind="multiple_choice",
        question="Which type and acuity of heart failure does the record support?",
        choices="Acute systolic heart failure\nChronic systolic heart failure",
        indicator_1=SECRET,
        source_1="Echocardiogram of the visit",
    )
    assert "The chart's clock rests until the answer" in sent.text


def provider_answers(story: Story) -> None:
    """From the inbox, the most urgent first; the answer is recorded and the work goes on."""
    visitor = story.visitor("provider")
    inbox = visitor.get(story.path("queries/inbox/"))
    links = [link["href"] for link in inbox.links if link.get("href", "").endswith("/answer/")]
    assert len(dict.fromkeys(links)) == 2
    page = visitor.get(links[0])
    assert ANSWERED.ref in page.text
    assert SECRET in page.text
    chosen = dict(options(page))["Chronic systolic heart failure"]
    done = visitor.submit(page, option=chosen)
    assert "Your answer is recorded and signed" in done.text


def options(page: Page) -> Iterator[tuple[str, str]]:
    """(text, value) of the answers offered."""
    for value, text in re.findall(
        r'<input[^>]*name="option"[^>]*value="(\d+)"[^>]*>(.*?)</label>', page.html, re.DOTALL
    ):
        yield " ".join(re.sub(r"<[^>]+>", " ", text).split()), value


def window_ends_without_an_answer(story: Story) -> None:
    """Two days later, as it were: the window's end is moved to now, and beat looks at windows."""
    with engagement_transaction(story.engagement.pk):
        waiting = Query.objects.filter(state="sent")
        assert waiting.update(due_at=timezone.now()) == 1
    story.installed.beat("query-windows")
    board = story.get("practice_manager", "queries/", state="unresolved")
    assert EXPIRED.ref in board.text
    assert ANSWERED.ref not in board.text


def turnarounds(story: Story) -> list[int]:
    """Seconds from complete documentation to attestation less the pause, by our own clock.

    Due times follow the terms and the pauses; only the chart that came too late is late.
    """
    with engagement_transaction(story.engagement.pk):
        charts = list(Chart.objects.filter(encounter_ref__in=BY_REF, state="coded"))
        queries = Query.objects.select_related("chart")
        pauses = {query.chart.encounter_ref: query.closed_at - query.sent_at for query in queries}
    assert {chart.encounter_ref for chart in charts} == {case.ref for case in CODED}
    assert set(pauses) == {ANSWERED.ref, EXPIRED.ref}
    seconds = []
    for chart in charts:
        case, pause = BY_REF[chart.encounter_ref], pauses.get(chart.encounter_ref, dt.timedelta())
        hours = dt.timedelta(hours=TURNAROUND_HOURS[case.urgency])
        complete, coded = chart.documentation_complete_at, chart.coded_at
        assert chart.due_at == complete + hours + pause
        assert (coded > chart.due_at) is case.is_late
        seconds.append(int((coded - complete - pause).total_seconds()))
    return seconds
