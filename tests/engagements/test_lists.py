import io

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from engagements.kernel.errors import DomainError, NotAllowed
from engagements.kernel.lists import bulk_each, formula_guarded
from engagements.kernel.lists.export import plain
from engagements.kernel.lists.paging import CappedPaginator
from engagements.kernel.scope import engagement_scope, engagement_transaction
from engagements.models import AccessLog, Job, SavedView
from engagements.services import job_create, job_fail, saved_view_save
from tests.factories import charts

LIST_QUERIES = 11  # of which six are session, user, history, engagement, scope and roles


@pytest.fixture
def jobs(scoped, actor_of):
    """Makes n jobs of the practice manager."""

    def make(n, **fields):
        actor = actor_of("practice_manager")
        made = [job_create(actor=actor, kind="chart_import") for _ in range(n)]
        if fields:
            Job.objects.filter(pk__in=[job.pk for job in made]).update(**fields)
        return made

    return make


@pytest.fixture
def url(world):
    return f"/e/{world.own.slug}/jobs/"


@pytest.mark.parametrize("rows", [1, 3])
def test_list_issues_a_constant_number_of_queries(
    rows, jobs, client_of, url, django_assert_num_queries
):
    jobs(rows)
    client = client_of("practice_manager")
    client.get(url)
    with django_assert_num_queries(LIST_QUERIES):
        response = client.get(url)
    assert response.status_code == 200


def test_htmx_gets_the_rows_alone(jobs, client_of, url):
    jobs(1)
    headers = {"HX-Request": "true", "HX-Target": "list-rows"}
    text = client_of("practice_manager").get(url, headers=headers).text
    assert "<html" not in text
    assert "Chart import" in text
    assert "1 job" in text


def test_filter_narrows_and_shows_a_pill_that_lifts_it(jobs, client_of, url):
    jobs(2)
    failed = jobs(1)[0]
    job_fail(job=failed, error="broken")
    text = client_of("practice_manager").get(url, {"state": "failed", "sort": "kind"}).text
    assert "1 job" in text
    assert 'href="?sort=kind" aria-label="Remove the filter State"' in text


def test_sorting_is_by_the_asked_column_and_ties_break_by_key(jobs, client_of, url):
    made = jobs(3)
    text = client_of("practice_manager").get(url, {"sort": "kind"}).text
    places = [text.index(f"/jobs/{job.pk}/") for job in made]
    assert places == sorted(places)
    assert 'aria-sort="ascending"' in text


def test_page_size_is_one_of_three_and_page_beyond_the_end_is_the_last(jobs, client_of, url):
    jobs(26)
    client = client_of("practice_manager")
    assert client.get(url, {"per_page": "25", "page": "99"}).text.count('<td ><a href="/e/') == 1
    assert "page 1 of" not in client.get(url, {"per_page": "100000"}).text


@pytest.mark.covers("R49", "R114")
def test_csv_holds_exactly_what_is_filtered_and_is_logged(jobs, client_of, url, world):
    jobs(2, message="=HYPERLINK(1)")
    job_fail(job=jobs(1)[0], error="broken")
    response = client_of("practice_manager").get(url, {"state": "queued", "export": "csv"})
    body = b"".join(response.streaming_content).decode("utf-8-sig")
    lines = body.splitlines()
    assert len(lines) == 3
    assert lines[0] == "Job,State,Progress,Outcome,Started by,Started,Finished"
    assert all(line.startswith("chart_import,Queued,0,'=HYPERLINK(1),") for line in lines[1:])
    with engagement_scope(world.own.pk):
        log = AccessLog.objects.get(action="export:jobs")
        assert (log.object_count, log.model) == (2, "engagements.job")
        assert log.user == world.user("practice_manager")


def test_xlsx_keeps_numbers_as_numbers_and_texts_harmless(jobs, client_of, url):
    jobs(1, message="+1", done=5)
    response = client_of("practice_manager").get(url, {"export": "xlsx"})
    sheet = load_workbook(io.BytesIO(b"".join(response.streaming_content))).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0][:4] == ("Job", "State", "Progress", "Outcome")
    assert rows[1][:4] == ("chart_import", "Queued", 5, "'+1")


def test_hidden_column_stays_hidden_in_list_and_export(jobs, client_of, url, world):
    jobs(1)
    client = client_of("practice_manager")
    shown = ["state", "created_at"]
    assert client.post(url, {"list_do": "columns", "columns": shown}).status_code == 302
    text = client.get(url).text
    assert "Outcome</a>" not in text
    header = b"".join(client.get(url, {"export": "csv"}).streaming_content).decode("utf-8-sig")
    assert header.splitlines()[0] == "Job,State,Started"
    other = client_of("compliance_officer")
    assert "Outcome" in other.get(url).text


def test_saved_view_is_private_until_shared(client_of, url, world):
    manager = client_of("practice_manager")
    data = {"list_do": "view_save", "name": "Broken ones"}
    response = manager.post(f"{url}?state=failed&page=3", data)
    assert response["Location"].startswith(f"{url}?state=failed&view=")
    assert "Broken ones" in manager.get(url).text
    assert "Broken ones" not in client_of("compliance_officer").get(url).text
    manager.post(f"{url}?state=failed", data | {"is_shared": "on"})
    assert "Broken ones" in client_of("compliance_officer").get(url).text
    assert "Broken ones" not in client_of("vendor_lead").get(url).text
    with engagement_scope(world.own.pk):
        assert SavedView.objects.count() == 1


def test_only_the_owner_deletes_a_saved_view_and_twice_is_harmless(client_of, url, actor_of):
    view = saved_view_save(
        actor=actor_of("practice_manager"), list_key="jobs", name="Mine", query="", is_shared=True
    )
    data = {"list_do": "view_delete", "view": view.pk}
    client_of("compliance_officer").post(url, data)
    assert SavedView.objects.filter(pk=view.pk).exists()
    for _ in range(2):
        assert client_of("practice_manager").post(url, data).status_code == 302
    assert not SavedView.objects.filter(pk=view.pk).exists()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"list_do": "nonsense"}, "does not know this command"),
        ({"list_do": "view_save", "name": " "}, "needs a name"),
        ({"list_do": "bulk", "bulk": "nothing"}, "no such action"),
    ],
)
def test_unknown_or_empty_commands_are_refused_in_words(client_of, url, data, words):
    response = client_of("practice_manager").post(url, data)
    assert response.status_code == 400
    assert words in response.text


def test_bulk_each_reports_what_it_skipped_and_keeps_the_rest(jobs):
    made = jobs(3)

    def change(job):
        Job.objects.filter(pk=job.pk).update(message="touched")
        if job == made[1]:
            raise DomainError("It is closed.", remedy="Open it first.")
        if job == made[2]:
            raise NotAllowed("Not yours.")

    result = bulk_each(made, change)
    assert result.done == 1
    assert [item.why for item in result.skipped] == ["It is closed. Open it first.", "Not yours."]
    assert set(Job.objects.filter(message="touched")) == {made[0]}


@pytest.mark.parametrize(
    "value", ["=1", "+1", "-1", "@x", "\tx", "\rx", "\n=1", "\uff1d1"], ids=ascii
)
def test_formula_starts_are_guarded(value):
    assert formula_guarded(value) == "'" + value


@pytest.mark.parametrize("value", ["1=1", -1, "", None, "Z99.89"])
def test_harmless_values_stay_as_they_are(value):
    assert formula_guarded(value) == value


def test_plain_strips_markup_and_keeps_words():
    from django.utils.html import format_html

    assert plain(format_html("<b>{}</b>\n <i>&amp; C</i>", "A & B")) == "A & B & C"


def test_capped_paginator_counts_no_further_than_its_cap():
    class Small(CappedPaginator):
        cap = 5

    assert (Small(list(range(9)), 2).shown_count, Small(list(range(9)), 2).num_pages) == (
        "more than 5",
        3,
    )
    assert Small(list(range(4)), 2).shown_count == "4"


def test_columns_hidden_at_first_are_exported_until_the_reader_chooses(client_of, world):
    url = reverse("charts:chart_list", kwargs={"engagement": world.own.slug})
    with engagement_transaction(world.own.pk):
        charts.chart(world.own, encounter_ref="ENC-COLUMNS")
    client = client_of("practice_manager")
    assert "sort=billed_amount" not in client.get(url).text

    def header():
        answer = client.get(url, {"export": "csv"})
        return b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()[0]

    assert "Billed" in header().split(",")
    client.post(url, {"list_do": "columns", "columns": ["state", "billed_amount"]})
    assert header() == "Encounter,State,Billed"
    assert "sort=billed_amount" in client.get(url).text
    client.post(url, {"list_do": "columns", "columns": ["state"]})
    assert header() == "Encounter,State"


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "a\x07b", "two\nlines"])
def test_a_view_without_a_printable_name_is_refused(client_of, url, world, name):
    response = client_of("practice_manager").post(url, {"list_do": "view_save", "name": name})
    assert response.status_code == 400
    assert "The view needs a name" in response.text
    with engagement_transaction(world.own.pk):
        assert not SavedView.objects.exists()


def test_a_list_that_first_shows_what_waits_says_that_nothing_does(world, client_of):
    client = client_of("practice_manager")
    page = reverse("engagements:alerts", kwargs={"engagement": "own"})
    assert "Nothing is waiting" in client.get(page).text
    asked = client.get(page, {"q": "nobody"}).text
    assert "No rows match these filters" in asked
    assert "Nothing is waiting" not in asked
