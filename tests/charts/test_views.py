"""Pages of charts, as their readers meet them."""

import datetime as dt
import re

import pytest
from django.contrib.postgres.search import SearchVector
from django.urls import reverse
from django.utils import timezone

from charts.models import Code, CodeSetRelease, Coding, WorkItem
from charts.services import (
    chart_clock_pause,
    chart_clock_resume,
    coding_start,
    workitem_next,
)
from engagements.kernel.scope import engagement_scope
from engagements.models import AccessLog, BusinessAssociateAgreement
from engagements.selectors import actor_for
from tests.factories import charts as make

pytestmark = pytest.mark.django_db
DOS = dt.date(2026, 3, 2)


def url(name: str, world, **more) -> str:
    return reverse(f"charts:{name}", kwargs={"engagement": world.own.slug, **more})


@pytest.fixture
def codes(db):
    release = CodeSetRelease.objects.create(
        kind="icd10cm", name="test", effective_on=dt.date(2015, 10, 1), source_sha256="0" * 64
    )
    Code.objects.bulk_create(
        Code(
            system="icd10cm",
            code=code,
            description=text,
            valid_from=dt.date(2015, 10, 1),
            valid_to=ends,
            release=release,
        )
        for code, text, ends in (
            ("E11.9", "Type 2 diabetes mellitus without complications", None),
            ("I10", "Essential (primary) hypertension", None),
            ("T38.2", "Poisoning", dt.date(2026, 3, 1)),
        )
    )
    Code.objects.update(search=SearchVector("description", config="simple"))


@pytest.fixture
def started(scoped, codes):
    """Two charts in the worklist; the coder holds the first and has started it."""
    for reference in ("ENC-1", "ENC-2"):
        due = timezone.now() + dt.timedelta(hours=int(reference[-1]))
        chart = make.chart(scoped.own, encounter_ref=reference, date_of_service=DOS, due_at=due)
        make.work_item(chart)
    actor = actor_for(user=scoped.user("vendor_coder"), engagement=scoped.own)
    item = workitem_next(actor=actor)
    return coding_start(actor=actor, chart=item.chart)


def answer(*dx: dict, px: tuple[dict, ...] = (), **more) -> dict:
    """The page's form as a browser posts it."""
    data = {"do": "save", **more}
    for kind, rows in (("dx", dx), ("px", px)):
        data |= {f"{kind}-TOTAL_FORMS": len(rows), f"{kind}-INITIAL_FORMS": 0}
        for index, row in enumerate(rows):
            data |= {f"{kind}-{index}-{name}": value for name, value in row.items()}
    return data


def stored(coding: Coding) -> list[tuple]:
    return list(coding.lines.values_list("sequence", "code", "modifiers", "units", "pointers"))


@pytest.mark.parametrize("count", [1, 3])
def test_the_chart_list_costs_the_same_for_any_number_of_rows(
    scoped, client_of, django_assert_num_queries, count
):
    for _ in range(count):
        make.coded_chart(scoped.own, scoped.user("vendor_coder"))
    client = client_of("practice_manager")
    client.get(url("chart_list", scoped))
    with django_assert_num_queries(11):
        response = client.get(url("chart_list", scoped))
    assert response.content.count(b"ENC-") == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_worklist_costs_the_same_for_any_number_of_rows(
    scoped, client_of, django_assert_num_queries, count
):
    for _ in range(count):
        make.work_item(make.chart(scoped.own), assignee=scoped.user("vendor_coder"))
    client = client_of("vendor_lead")
    client.get(url("worklist", scoped))
    with django_assert_num_queries(12):
        response = client.get(url("worklist", scoped))
    assert response.content.count(b"ENC-") >= count


@pytest.mark.parametrize("count", [1, 3])
def test_a_chart_costs_the_same_for_any_number_of_codings(
    scoped, client_of, django_assert_num_queries, count
):
    coder = scoped.user("vendor_coder")
    chart = make.coded_chart(scoped.own, coder)
    for revision in range(2, count + 1):
        make.coding(chart, coder, [("icd10cm", "I10")], revision=revision)
    client = client_of("practice_manager")
    client.get(url("chart_detail", scoped, chart_id=chart.pk))
    with django_assert_num_queries(34):
        response = client.get(url("chart_detail", scoped, chart_id=chart.pk))
    assert response.content.count(b"Vendor coding, revision") == count


@pytest.mark.covers("R48", "R49")
def test_every_view_of_a_chart_is_logged(scoped, client_of):
    chart = make.chart(scoped.own)
    client = client_of("practice_manager")
    client.get(url("chart_detail", scoped, chart_id=chart.pk), headers={"user-agent": "Tests"})
    log = AccessLog.objects.get()
    assert (log.user, log.action, log.model) == (
        scoped.user("practice_manager"),
        "chart.view",
        "charts.chart",
    )
    assert (log.object_id, log.ip_address, log.user_agent) == (chart.pk, "127.0.0.1", "Tests")
    assert "encounter_ref" in log.fields


@pytest.mark.covers("R48")
def test_a_coder_sees_assigned_charts_only(scoped, client_of):
    mine, theirs = make.chart(scoped.own), make.chart(scoped.own)
    make.work_item(mine, assignee=scoped.user("vendor_coder"))
    make.work_item(theirs)
    client = client_of("vendor_coder")
    listed = client.get(url("chart_list", scoped)).content.decode()
    assert mine.encounter_ref in listed
    assert theirs.encounter_ref not in listed
    assert client.get(url("chart_detail", scoped, chart_id=mine.pk)).status_code == 200
    assert client.get(url("chart_detail", scoped, chart_id=theirs.pk)).status_code == 403
    assert client.get(url("chart_code", scoped, chart_id=theirs.pk)).status_code == 403


@pytest.mark.covers("R48")
def test_a_coder_cannot_export_charts(scoped, client_of):
    client = client_of("vendor_coder")
    assert client.get(url("chart_list", scoped) + "?export=csv").status_code == 403


@pytest.mark.covers("R13")
@pytest.mark.parametrize("name", ["chart_list", "worklist", "chart_detail", "chart_code"])
def test_without_a_baa_the_vendor_reaches_no_chart_page(scoped, client_of, name):
    chart = make.chart(scoped.own)
    make.work_item(chart, assignee=scoped.user("vendor_coder"))
    BusinessAssociateAgreement.objects.update(practice_signed_at=None)
    keys = {"chart_id": chart.pk} if "chart_" in name and name != "chart_list" else {}
    assert client_of("vendor_coder").get(url(name, scoped, **keys)).status_code == 403


def test_the_list_is_narrowed_by_its_filters(scoped, client_of):
    now = timezone.now()
    overdue = make.chart(scoped.own, due_at=now - dt.timedelta(hours=1))
    soon = make.chart(scoped.own, due_at=now + dt.timedelta(hours=1), urgency="urgent")
    client = client_of("practice_manager")
    for query, expected in (
        ("clock=overdue", {overdue}),
        ("clock=at_risk", {soon}),
        ("urgency=urgent", {soon}),
        ("state=ready&state=queried", {overdue, soon}),
        (f"q={soon.encounter_ref.lower()}", {soon}),
    ):
        page = client.get(url("chart_list", scoped) + f"?{query}")
        assert set(page.context["table"].data.data) == expected, query


@pytest.mark.covers("R23")
def test_the_worklist_is_narrowed_to_what_misses_the_cutoff(scoped, client_of):
    now = timezone.now()
    hour = dt.timedelta(hours=1)
    rows = (
        ({"due_at": now + 9 * hour, "cutoff_at": now + 8 * hour}, True),
        ({"due_at": now - 2 * hour, "cutoff_at": now - hour}, True),
        ({"due_at": now + 7 * hour, "cutoff_at": now + 8 * hour}, False),
        ({"due_at": now + 7 * hour}, False),
    )
    made = [(make.work_item(make.chart(scoped.own, **fields)), missed) for fields, missed in rows]
    client = client_of("vendor_lead")
    missing = {item for item, missed in made if missed}
    page = client.get(url("worklist", scoped) + "?cutoff=missing")
    assert set(page.context["table"].data.data) == missing
    page = client.get(url("chart_list", scoped) + "?cutoff=missing")
    assert set(page.context["table"].data.data) == {item.chart for item in missing}


@pytest.mark.covers("R53")
def test_next_chart_opens_the_coding_page(scoped, client_of, codes):
    chart = make.chart(scoped.own)
    make.work_item(chart)
    client = client_of("vendor_coder")
    response = client.post(url("chart_next", scoped))
    assert response.headers["Location"] == url("chart_code", scoped, chart_id=chart.pk)
    page = client.get(response.headers["Location"]).content.decode()
    assert chart.encounter_ref in page
    assert (
        'href="https://ehr.example/encounter/1" target="_blank" rel="noopener noreferrer"' in page
    )


def test_without_work_next_chart_says_so(scoped, client_of):
    response = client_of("vendor_coder").post(url("chart_next", scoped), follow=True)
    assert "There is no chart to code now" in response.content.decode()


@pytest.mark.covers("R54")
def test_a_draft_is_saved_without_scripts(scoped, client_of, started):
    data = answer(
        {"code": "e119", "evidence": "HPI 3"},
        {"code": ""},
        {"code": "I10", "DELETE": "on"},
        {"code": "i10"},
        px=({"code": "99213", "modifiers": "25", "units": "2", "pointers": "A,D"},),
        rationale="Two problems",
        documentation_reviewed="on",
    )
    page = url("chart_code", scoped, chart_id=started.chart_id)
    response = client_of("vendor_coder").post(page, data, follow=True)
    assert "The draft is saved" in response.content.decode()
    assert stored(started) == [
        (1, "E11.9", [], 1, []),
        (2, "I10", [], 1, []),
        (3, "99213", ["25"], 2, [1, 2]),
    ]
    started.refresh_from_db()
    assert (started.documentation_reviewed, started.rationale) == (True, "Two problems")


def test_what_cannot_be_stored_is_refused_at_its_field(scoped, client_of, started):
    data = answer({"code": "I10"}, px=({"code": "99213", "modifiers": "XXX", "units": "many"},))
    page = url("chart_code", scoped, chart_id=started.chart_id)
    response = client_of("vendor_coder").post(page, data)
    text = response.content.decode()
    assert response.status_code == 422
    assert "XXX is not a modifier: two letters or digits." in text
    assert "Units must be a whole number from 1 to 9999." in text
    assert stored(started) == []


@pytest.mark.covers("R45", "R57")
def test_problems_are_shown_beside_their_lines(scoped, client_of, started):
    data = answer(
        {"code": "T38.2"},
        px=({"code": "99213", "pointers": "C"},),
        do="attest",
        documentation_reviewed="on",
    )
    page = url("chart_code", scoped, chart_id=started.chart_id)
    response = client_of("vendor_coder").post(page, data)
    text = response.content.decode()
    assert response.status_code == 422
    assert "T38.2 ended on 2026-03-01" in text
    assert "A pointer leads to no diagnosis line: the diagnoses are A to A." in text
    assert text.count('aria-invalid="true"') == 2
    assert stored(started)[0][:2] == (1, "T38.2")
    started.refresh_from_db()
    assert started.state == "draft"


@pytest.mark.covers("R58")
def test_attesting_needs_the_documentation_to_be_reviewed(scoped, client_of, started):
    page = url("chart_code", scoped, chart_id=started.chart_id)
    response = client_of("vendor_coder").post(page, answer({"code": "I10"}, do="attest"))
    assert response.status_code == 422
    assert "Nothing is coded without its documentation." in response.content.decode()
    assert stored(started) == [(1, "I10", [], 1, [])]


def test_attesting_goes_on_to_the_next_chart(scoped, client_of, started):
    data = answer({"code": "I10"}, do="attest", documentation_reviewed="on")
    page = url("chart_code", scoped, chart_id=started.chart_id)
    client = client_of("vendor_coder")
    response = client.post(page, data)
    following = WorkItem.objects.get(chart__encounter_ref="ENC-2")
    assert response.headers["Location"] == url("chart_code", scoped, chart_id=following.chart_id)
    started.refresh_from_db()
    assert (started.state, following.state) == ("attested", "leased")
    last = client.post(response.headers["Location"], data)
    assert last.headers["Location"] == url("worklist", scoped)


def test_the_autosave_answers_with_the_findings_of_each_line(scoped, client_of, started):
    page = url("chart_code_draft", scoped, chart_id=started.chart_id)
    data = answer({"code": ""}, {"code": "T38.2"})
    response = client_of("vendor_coder").post(page, data, headers={"HX-Request": "true"})
    text = response.content.decode()
    assert "Draft saved" in text
    assert 'id="dx-1-problems" data-problems="code" hx-swap-oob="true"' in text
    assert text.count("T38.2 ended on 2026-03-01") == 1
    assert stored(started) == [(1, "T38.2", [], 1, [])]


def seen_in(response):
    return re.search(r'name="seen" id="draft-seen" value="(\w+)"', response.content.decode())[1]


def test_a_second_window_never_overwrites_what_the_first_has_saved(scoped, client_of, started):
    page = url("chart_code", scoped, chart_id=started.chart_id)
    autosave = url("chart_code_draft", scoped, chart_id=started.chart_id)
    client = client_of("vendor_coder")
    first = second = seen_in(client.get(page))
    saved = client.post(autosave, answer({"code": "I10"}, seen=first))
    first = seen_in(saved)
    saved = client.post(autosave, answer({"code": "I10"}, {"code": "E11.9"}, seen=first))
    assert saved.status_code == 200
    late = client.post(autosave, answer({"code": "J13"}, seen=second))
    assert late.status_code == 409
    assert "changed in another window" in late.content.decode()
    late = client.post(page, answer({"code": "J13"}, seen=second, do="attest"))
    assert late.status_code == 409
    assert [code for _, code, *_ in stored(started)] == ["I10", "E11.9"]


def test_an_autosave_after_the_chart_was_attested_says_so(scoped, client_of, started):
    Coding.objects.filter(pk=started.pk).update(state="discarded")
    autosave = url("chart_code_draft", scoped, chart_id=started.chart_id)
    late = client_of("vendor_coder").post(autosave, answer({"code": "I10"}))
    assert late.status_code == 409
    assert "no longer open" in late.content.decode()


def test_whoever_lost_the_chart_is_told_where_it_went(scoped, client_of, started):
    WorkItem.objects.filter(chart=started.chart_id).update(
        state="open", assignee=None, leased_until=None
    )
    client = client_of("vendor_coder")
    for name in ("chart_code", "chart_code_draft"):
        page = url(name, scoped, chart_id=started.chart_id)
        late = client.post(page, answer({"code": "I10"}))
        assert late.status_code == 409
        assert "has gone back to the worklist" in late.content.decode()
    assert stored(started) == []


def test_the_search_gives_codes_valid_on_the_date_of_service(scoped, client_of, started):
    page = url("chart_code_search", scoped, chart_id=started.chart_id)
    client = client_of("vendor_coder")
    found = client.get(page, {"kind": "dx", "q_dx": "diab"}).content.decode()
    assert 'data-code="E11.9"' in found
    ended = client.get(page, {"kind": "dx", "q_dx": "T38.2"}).content.decode()
    assert "data-none" in ended
    typed = client.get(page, {"kind": "px", "q_px": "99213"}).content.decode()
    assert 'data-code="99213"' in typed


def test_the_search_works_without_scripts(scoped, client_of, started):
    page = url("chart_code", scoped, chart_id=started.chart_id)
    data = answer({"code": "I10"}, do="lookup-dx", q_dx="diabetes")
    text = client_of("vendor_coder").post(page, data).content.decode()
    assert "Codes for “diabetes”" in text
    assert "E11.9" in text
    assert stored(started) == [(1, "I10", [], 1, [])]


def test_a_chart_is_put_back_with_its_reason(scoped, client_of, started):
    page = url("chart_put_back", scoped, chart_id=started.chart_id)
    client = client_of("vendor_coder")
    assert client.post(page, {"reason": ""}).status_code == 400
    assert client.post(page, {"reason": "Wrong specialty"}).status_code == 302
    assert WorkItem.objects.get(chart=started.chart_id).state == "open"


@pytest.mark.covers("R24")
def test_a_begun_chart_under_query_is_not_coded_until_it_is_taken_again(
    scoped, client_of, started, system
):
    page = url("chart_code", scoped, chart_id=started.chart_id)
    client = client_of("vendor_coder")
    held = {"actor": system, "chart": started.chart, "at": timezone.now(), "reference": "query:1"}
    chart_clock_pause(**held)
    text = client.get(page).content.decode()
    assert "A query is open" in text
    assert "coding-form" not in text
    refused = client.post(page, answer({"code": "I10"}))
    assert refused.status_code == 409
    assert "This chart is pending: Query open." in refused.content.decode()
    chart_clock_resume(**held)
    text = client.get(page).content.decode()
    assert "Start coding" in text
    assert "coding-form" not in text
    client.post(url("chart_code_start", scoped, chart_id=started.chart_id))
    assert "coding-form" in client.get(page).content.decode()


@pytest.mark.covers("R24")
def test_the_practice_marks_documentation_complete_in_its_own_zone(scoped, client_of):
    chart = make.chart(
        scoped.own, state="waiting", documentation_complete_at=None, due_at=None, terms=None
    )
    page = url("chart_documentation", scoped, chart_id=chart.pk)
    client = client_of("practice_manager")
    assert client.post(page, {"at": "2026-03-02T12:00"}).status_code == 302
    chart.refresh_from_db()
    assert chart.documentation_complete_at == dt.datetime(2026, 3, 2, 17, tzinfo=dt.UTC)
    assert chart.state == "ready"


@pytest.mark.covers("R63")
def test_an_attested_coding_is_changed_by_a_new_revision(scoped, client_of):
    coder = scoped.user("vendor_coder")
    chart = make.coded_chart(scoped.own, coder)
    coding = chart.codings.get()
    client = client_of("vendor_coder")
    assert (
        b"Change this coding" in client.get(url("chart_detail", scoped, chart_id=chart.pk)).content
    )
    page = url("coding_amend", scoped, coding_id=coding.pk)
    response = client.post(page, {"reason": "Appeal"})
    assert response.headers["Location"] == url("chart_code", scoped, chart_id=chart.pk)
    text = client.get(response.headers["Location"]).content.decode()
    assert "Revision 2: Appeal" in text
    assert 'value="99213"' in text


def test_an_unfinished_coding_is_its_coders_alone(scoped, client_of, started):
    page = url("chart_detail", scoped, chart_id=started.chart_id)
    assert b"Vendor coding, revision 1" in client_of("vendor_coder").get(page).content
    for role in ("vendor_lead", "practice_manager"):
        assert b"Vendor coding" not in client_of(role).get(page).content


def test_a_lead_reassigns_in_bulk_with_a_reason(scoped, client_of):
    item = make.work_item(make.chart(scoped.own))
    coder = scoped.user("vendor_coder")
    data = {
        "list_do": "bulk",
        "bulk": "assign",
        "pk": item.pk,
        "confirmed": "1",
        "assignee": coder.pk,
        "reason": "Backlog",
    }
    response = client_of("vendor_lead").post(url("worklist", scoped), data)
    assert response.status_code == 200
    item.refresh_from_db()
    assert item.assignee == coder


def test_the_vendor_does_not_see_the_in_house_queue(scoped, client_of):
    hidden = make.work_item(make.chart(scoped.own), side="practice")
    text = client_of("vendor_lead").get(url("worklist", scoped)).content.decode()
    assert hidden.chart.encounter_ref not in text
    text = client_of("practice_manager").get(url("worklist", scoped)).content.decode()
    assert hidden.chart.encounter_ref in text


def test_a_foreign_chart_is_not_found(world, client_of):
    with engagement_scope(world.foreign.pk):
        foreign = make.chart(world.foreign)
    page = url("chart_detail", world, chart_id=foreign.pk)
    assert client_of("practice_manager").get(page).status_code == 404


def codings_shown(client, world, chart) -> set[str]:
    """The codes of codings that the chart's page shows."""
    text = client.get(url("chart_detail", world, chart_id=chart.pk)).content.decode()
    return {code for code in ("99213", "99214") if code in text}


@pytest.mark.covers("R117", "N5")
def test_neither_of_two_blind_coders_sees_the_others_answer(scoped, client_of):
    chart = make.chart(scoped.own)
    for role, side, kind, code in (
        ("vendor_coder", "vendor", "code", "99213"),
        ("in_house_coder", "practice", "parallel", "99214"),
    ):
        coder = scoped.user(role)
        item = make.work_item(chart, side=side, kind=kind, state="done", assignee=coder)
        party = "vendor" if side == "vendor" else "in_house"
        lines = [("icd10cm", "I10"), ("cpt", code, [], 1, [1])]
        make.coding(chart, coder, lines, party=party, work_item=item)
    assert codings_shown(client_of("vendor_coder"), scoped, chart) == {"99213"}
    assert codings_shown(client_of("vendor_lead"), scoped, chart) == {"99213"}
    assert codings_shown(client_of("in_house_coder"), scoped, chart) == {"99214"}
    assert codings_shown(client_of("practice_manager"), scoped, chart) == {"99213", "99214"}
    for role, hidden in (("vendor_coder", "99214"), ("in_house_coder", "99213")):
        keys = {"engagement": "own", "chart_id": chart.pk}
        data = client_of(role).get(reverse("charts_api:chart", kwargs=keys))
        assert data.status_code == 200
        assert hidden not in data.content.decode()


def test_work_that_stands_on_several_cards_is_counted_once(world, client_of):
    with engagement_scope(world.own.pk):
        overdue = make.chart(world.own, due_at=timezone.now() - dt.timedelta(hours=1))
        make.work_item(overdue)
    lead = client_of("vendor_lead")
    home = lead.get(reverse("engagements:home", args=[world.own.slug])).text
    assert [f">{title}<" in home for title in ("Overdue", "Assigned to nobody")] == [True, True]
    count = lead.get(reverse("engagements:my-work-count", args=[world.own.slug])).text
    assert ">1<" in count
