"""The pages and endpoints of queries, as the people who use them."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from charts.enums import ChartState, WorkState
from engagements.kernel.scope import engagement_scope
from engagements.models import AccessLog, StateEvent
from engagements.selectors import actor_for
from queries.enums import QueryState
from queries.models import Query
from tests.factories.charts import chart as make_chart
from tests.factories.charts import coding as make_coding
from tests.factories.charts import work_item
from tests.factories.queries import sent_query


@pytest.fixture
def asked(world):
    """A function that asks n queries, each on its own chart."""

    def make(count):
        with engagement_scope(world.own.pk):
            coder = actor_for(user=world.user("vendor_coder"), engagement=world.own)
            found = []
            for _ in range(count):
                chart = make_chart(world.own, state=ChartState.IN_CODING)
                work_item(chart, state=WorkState.LEASED, assignee=coder.user)
                found.append(sent_query(coder, chart))
            return found

    return make


def url(name, *args):
    return reverse(f"queries:{name}", args=["own", *args])


@pytest.mark.parametrize("count", [1, 3])
def test_board_issues_a_constant_number_of_queries(
    asked, client_of, django_assert_num_queries, count
):
    asked(count)
    client = client_of("cdi_coordinator")
    client.get(url("query_list"))
    with django_assert_num_queries(BOARD_QUERIES):
        response = client.get(url("query_list"))
    assert response.status_code == 200
    assert response.content.decode().count("Greater specificity") >= count


BOARD_QUERIES = 12


@pytest.mark.covers("R67")
def test_a_coder_asks_from_the_chart(world, client_of):
    with engagement_scope(world.own.pk):
        chart = make_chart(world.own, state=ChartState.IN_CODING)
        work_item(chart, state=WorkState.LEASED, assignee=world.user("vendor_coder"))
        provider = chart.provider_id
    client = client_of("vendor_coder")
    page = client.get(url("query_ask", chart.pk))
    assert page.status_code == 200
    answer = client.post(
        url("query_ask", chart.pk),
        {
            "provider": provider,
            "category": "specificity",
            "kind": "multiple_choice",
            "question": "Can it be further specified?",
            "choices": "Acute\nChronic",
            "indicator_1": "Heart failure on furosemide",
            "source_1": "Progress note",
        },
    )
    with engagement_scope(world.own.pk):
        query = Query.objects.get()
    assert answer.status_code == 302
    assert answer.url == url("query_detail", query.pk)
    assert query.state == QueryState.SENT


@pytest.mark.covers("R78")
def test_a_leading_question_is_shown_at_its_field(world, client_of):
    with engagement_scope(world.own.pk):
        chart = make_chart(world.own, state=ChartState.IN_CODING)
        work_item(chart, state=WorkState.LEASED, assignee=world.user("vendor_coder"))
    response = client_of("vendor_coder").post(
        url("query_ask", chart.pk),
        {
            "provider": chart.provider_id,
            "category": "specificity",
            "kind": "open",
            "question": "What would raise reimbursement?",
            "indicator_1": "Heart failure",
            "source_1": "Note",
        },
    )
    assert response.status_code == 422
    assert "speaks of reimbursement" in response.content.decode()
    with engagement_scope(world.own.pk):
        assert Query.objects.count() == 0


@pytest.mark.covers("R73")
def test_the_provider_answers_and_gets_the_next(asked, client_of, world):
    first, second = asked(2)
    client = client_of("provider")
    inbox = client.get(url("query_inbox"))
    assert inbox.status_code == 200
    page = client.get(url("query_answer", first.pk))
    assert "furosemide" in page.content.decode()
    with engagement_scope(world.own.pk):
        chosen = first.options.first().pk
    response = client.post(url("query_answer", first.pk), {"option": chosen})
    assert (response.status_code, response.url) == (302, url("query_answer", second.pk))
    with engagement_scope(world.own.pk):
        assert Query.objects.get(pk=first.pk).outcome == "agreed"
        reads = AccessLog.objects.filter(action="query.text", object_id=first.pk)
        assert {entry.user for entry in reads} == {world.user("provider")}


def test_words_are_asked_for_where_they_are_needed(asked, client_of, world):
    (query,) = asked(1)
    with engagement_scope(world.own.pk):
        other = query.options.get(kind="other").pk
    response = client_of("provider").post(url("query_answer", query.pk), {"option": other})
    assert response.status_code == 422
    assert "needs your words" in response.content.decode()


@pytest.mark.covers("R49", "R73")
def test_reading_a_trail_is_logged(asked, client_of, world):
    (query,) = asked(1)
    response = client_of("practice_manager").get(url("query_detail", query.pk))
    assert response.status_code == 200
    with engagement_scope(world.own.pk):
        entry = AccessLog.objects.get(action="query.text", object_id=query.pk)
    assert (entry.user, entry.fields) == (
        world.user("practice_manager"),
        ["indicators", "question", "options", "answer"],
    )


def test_api_lists_reads_and_answers(asked, client_of, world):
    (query,) = asked(1)
    listed = client_of("cdi_coordinator").get("/api/v1/e/own/queries/?state=sent").json()
    assert [row["id"] for row in listed["results"]] == [query.pk]
    provider = client_of("provider")
    detail = provider.get(f"/api/v1/e/own/queries/{query.pk}/").json()
    assert detail["question"] == "Can the documented heart failure be further specified?"
    answer = provider.post(
        f"/api/v1/e/own/queries/{query.pk}/answer/",
        {"option": detail["options"][-1]["id"]},
        content_type="application/json",
    )
    assert answer.status_code == 400
    assert answer.json()["field"] == "words"


@pytest.mark.covers("R74", "R77")
def test_templates_can_be_added_and_changed(client_of, world):
    client = client_of("cdi_coordinator")
    fields = {"title": "Laterality", "category": "specificity", "kind": "open", "question": "?"}
    assert client.post(url("template_create"), fields | {"is_active": "on"}).status_code == 302
    page = client.get(url("template_list"))
    assert "Laterality" in page.content.decode()


@pytest.mark.covers("R68", "R77")
def test_the_board_lists_what_is_overdue_and_what_to_review(asked, client_of, world):
    now = timezone.now()
    overdue, unresolved, _ = asked(3)
    with engagement_scope(world.own.pk):
        Query.objects.filter(pk=overdue.pk).update(due_at=now - dt.timedelta(hours=1))
        Query.objects.filter(pk=unresolved.pk).update(
            state=QueryState.UNRESOLVED, needs_physician_review=True, closed_at=now
        )
    client = client_of("cdi_coordinator")
    for query, expected in (("overdue=true", {overdue.pk}), ("state=unresolved", {unresolved.pk})):
        rows = client.get(f"{url('query_list')}?{query}").context["table"].page.object_list
        assert {row.record.pk for row in rows} == expected, query
    home = client.get("/e/own/").content.decode()
    assert "Unresolved queries to review" in home
    assert "Queries waiting for providers" in home


@pytest.mark.covers("R69")
def test_an_unresolved_query_is_reviewed_once_and_leaves_my_work(asked, client_of, world):
    (query,) = asked(1)
    with engagement_scope(world.own.pk):
        Query.objects.update(
            state=QueryState.UNRESOLVED, needs_physician_review=True, closed_at=timezone.now()
        )
    client, review = client_of("cdi_coordinator"), url("query_review", query.pk)
    board = f"{url('query_list')}?review=true"
    assert board.replace("&", "&amp;") in client.get("/e/own/").text
    assert len(client.get(board).context["table"].page.object_list) == 1
    assert client_of("vendor_lead").post(review, {"note": "Fine"}).status_code == 403
    assert client.post(review, {"note": " "}).status_code == 400
    page = client.post(review, {"note": "Dr Roe will document it from now on"}, follow=True).text
    assert "Dr Roe will document it from now on" in page
    assert world.user("cdi_coordinator").name in page
    assert client.post(review, {"note": "Again"}).status_code == 409
    assert "Unresolved queries to review" not in client.get("/e/own/").text
    assert len(client.get(board).context["table"].page.object_list) == 0
    with engagement_scope(world.own.pk):
        event = StateEvent.objects.get(model="queries.Query", transition="review")
        assert Query.objects.get().state == QueryState.UNRESOLVED
    assert (event.source, event.target) == ("unresolved", "unresolved")


@pytest.mark.covers("R73")
def test_the_trail_leads_from_the_question_to_the_codes(asked, client_of, world):
    (query,) = asked(1)
    provider = client_of("provider")
    with engagement_scope(world.own.pk):
        chosen = query.options.first().pk
    provider.post(url("query_answer", query.pk), {"option": chosen})
    page = client_of("cdi_coordinator").get(url("query_detail", query.pk)).content.decode()
    assert "No coding was attested since the query closed." in page
    with engagement_scope(world.own.pk):
        make_coding(query.chart, world.user("vendor_coder"), [("icd10cm", "I50.21")])
    page = client_of("cdi_coordinator").get(url("query_detail", query.pk)).content.decode()
    for words in (
        "Heart failure, EF 30 %, on furosemide",
        "Can the documented heart failure be further specified?",
        "<strong>Acute systolic heart failure</strong>",
        f"Signed by {world.user('provider').name}",
        "<code>I50.21</code>",
    ):
        assert words in page
