import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from engagements.kernel.metrics import Period
from engagements.kernel.metrics.period import local_day
from engagements.kernel.scope import engagement_scope
from engagements.selectors import actor_for, system_actor
from qa.reports import accuracy_report
from qa.services import audit_agree
from reporting.selectors.health import Health
from reporting.services import rollup_refresh_all
from tests.factories.charts import chart, coded_chart
from tests.factories.health import month_of_work
from tests.qa.factories import coded_charts, sample

AUDITING = ("vendor_qa_lead", "vendor_auditor", "practice_manager")

VIEWERS = {
    "practice_manager",
    "cdi_coordinator",
    "denial_analyst",
    "compliance_officer",
    "vendor_lead",
    "vendor_qa_lead",
}
OTHERS = {"provider", "in_house_coder", "vendor_coder", "vendor_auditor", "independent_auditor"}


@pytest.fixture
def some_work(world):
    """Two charts back on time, one late, one open and overdue, one not yet due."""
    now = timezone.now()
    day = dt.timedelta(days=1)
    coder = world.user("vendor_coder")
    with engagement_scope(world.own.pk):
        for number, late in enumerate((False, False, True)):
            due = now - (4 + number) * day
            coded_chart(
                world.own,
                coder,
                received_at=due - 3 * day,
                documentation_complete_at=due - 2 * day,
                due_at=due,
                coded_at=due + (day if late else -day / 2),
                turnaround_seconds=3600 * (24 + 8 * number),
                documentation_lag_seconds=7200,
                specialty="cardiology" if number else "oncology",
                billed_amount="100.00",
            )
        chart(world.own, due_at=now - 2 * day, documentation_complete_at=now - 4 * day)
        chart(world.own, due_at=now + 2 * day)
        rollup_refresh_all(actor=system_actor(world.own))
    return world


PARTS = ("health", "now", "numbers")


@pytest.fixture
def opened(some_work, client_of):
    def get(role="practice_manager", part="health", **query):
        url = reverse(f"reporting:{part}", kwargs={"engagement": "own"})
        return client_of(role).get(url, query)

    return get


def tile(html, label):
    found = re.search(rf'aria-label="{label}: ([^,]*), open the rows"', html)
    assert found, label
    return found[1]


@pytest.mark.covers("R110", "R114")
def test_health_counts_open_overdue_charts_as_missed(opened):
    html = opened().content.decode()
    assert tile(html, "Turnaround attainment") == "50.0%"
    now = opened(part="now").content.decode()
    assert tile(now, "Charts overdue now") == "1"
    assert tile(now, "Uncoded backlog") == "2"


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("role", sorted(VIEWERS))
def test_health_opens_for_those_who_oversee(opened, role, part):
    assert opened(role, part).status_code == 200


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("role", sorted(OTHERS))
def test_health_is_refused_to_others(opened, role, part):
    assert opened(role, part).status_code == 403


def test_health_is_not_found_from_another_engagement(some_work, client_of):
    client = client_of(some_work.foreign_user("practice_manager"))
    assert client.get(reverse("reporting:health", kwargs={"engagement": "own"})).status_code == 404


@pytest.mark.covers("R113")
def test_health_compares_with_the_target_of_the_terms(opened):
    html = opened().content.decode()
    head = html[html.index('aria-label="Turnaround attainment"') :][:900]
    assert "Not met" in head
    assert "95.0%" in html


@pytest.mark.parametrize("part", ["now", "numbers", "turnaround"])
def test_a_part_of_the_page_keeps_to_what_the_page_was_asked_for(opened, client_of, part):
    html = opened(specialty="oncology", span="custom", start="2020-01-01", end="2020-01-31")
    link = re.search(rf'hx-get="(/e/own/reports/{part}/[^"]*)"', html.content.decode())[1]
    fragment = client_of("practice_manager").get(
        link.replace("&amp;", "&"), headers={"HX-Request": "true"}
    )
    health = fragment.context["health"]
    assert "<html" not in fragment.content.decode()
    assert health.board.filters == {"specialty": "oncology"}
    assert (health.period.start, health.period.end) == (
        dt.date(2020, 1, 1), dt.date(2020, 1, 31),
    )  # fmt: skip


def test_health_period_is_taken_from_the_url(opened):
    html = opened(span="custom", start="2020-01-01", end="2020-01-31").content.decode()
    assert "January 2020" in html
    assert "No activity in this period" in html
    assert tile(html, "Turnaround attainment") == "no data"


def test_health_says_what_is_wrong_with_a_period(opened):
    html = opened(span="custom", start="2020-02-01", end="2020-01-31").content.decode()
    assert "The period would end before it starts (2020-02-01)." in html


def test_health_filters_by_a_dimension(opened):
    html = opened(specialty="oncology").content.decode()
    assert tile(html, "Turnaround attainment") == "100.0%"
    assert "Oncology" in html


def test_health_every_family_hidden_whose_rows_one_may_not_open(opened):
    assert "Accuracy by specialty" in opened().content.decode()
    assert "Accuracy by specialty" not in opened("cdi_coordinator").content.decode()


@pytest.mark.parametrize("part", [("health", 25), ("now", 15), ("numbers", 15)])
@pytest.mark.parametrize("charts", [1, 3])
def test_health_takes_the_same_queries_whatever_the_rows(
    world, client_of, django_assert_num_queries, charts, part
):
    with engagement_scope(world.own.pk):
        for _ in range(charts):
            coded_chart(world.own, world.user("vendor_coder"), turnaround_seconds=60)
        rollup_refresh_all(actor=system_actor(world.own))
    client = client_of("practice_manager")
    name, queries = part
    url = reverse(f"reporting:{name}", kwargs={"engagement": "own"})
    client.get(url)
    with django_assert_num_queries(queries):
        client.get(url)


@pytest.mark.covers("R107")
def test_turnaround_spread_is_a_page_of_its_own_and_a_fragment_of_the_health_page(month, client_of):
    url = reverse("reporting:turnaround", kwargs={"engagement": "own"})
    client = client_of("practice_manager")
    page = client.get(url, {"span": "30"}).content.decode()
    part = client.get(url, {"span": "30"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" in page
    assert "<html" not in part
    rows = links(part)
    assert [count for _, count in rows] == [12, 12]
    for target, count in rows:
        assert client.get(target).context["table"].paginator.count == count
    assert "1 d 7 h" in part


@pytest.mark.covers("R87", "R114")
def test_numbers_csv_prints_method_period_n_and_definition(opened, client_of):
    url = reverse("reporting:numbers_csv", kwargs={"engagement": "own"})
    answer = client_of("practice_manager").get(url)
    assert answer["Content-Disposition"].startswith('attachment; filename="numbers-')
    lines = answer.content.decode().splitlines()
    row = next(line for line in lines if line.startswith("turnaround_attainment,"))
    assert ",0.5,percent,2,4," in row
    assert "Left out: charts whose clock has not started" in row


def test_numbers_api_gives_the_same_numbers(opened, client_of):
    url = reverse("reporting_api:numbers", kwargs={"engagement": "own"})
    answer = client_of("practice_manager").get(url, {"by": "specialty"}).json()
    numbers = {one["key"]: one for one in answer["numbers"]}
    assert (numbers["turnaround_attainment"]["text"], numbers["turnaround_attainment"]["n"]) == (
        "50.0%",
        4,
    )
    groups = {group["group"] for group in answer["breakdown"]["groups"]}
    assert groups == {"Cardiology", "Family medicine", "Oncology"}
    assert client_of("vendor_coder").get(url).status_code == 403


@pytest.mark.parametrize(
    ("value", "shown"), [("disputed", 200), ("\x00", 400)], ids=["words", "nul"]
)
def test_a_filter_that_no_row_can_have_is_refused_and_named(opened, client_of, value, shown):
    client = client_of("practice_manager")
    api = reverse("reporting_api:numbers", kwargs={"engagement": "own"})
    assert client.get(api, {"payer": value}).status_code == 400
    page = client.get(reverse("reporting:health", kwargs={"engagement": "own"}), {"payer": value})
    assert page.status_code == shown
    assert shown == 400 or "Payer has no value" in page.text


def links(html):
    """Every link that opens rows, with the number of rows it promises."""
    found = re.findall(r'<a href="([^"]+)" data-rows="(\d+)"', html)
    return [(url.replace("&amp;", "&"), int(rows)) for url, rows in found]


@pytest.fixture
def month(world):
    with engagement_scope(world.own.pk):
        month_of_work(world)
    return world


@pytest.mark.covers("R110")
def test_health_shows_every_kind_of_work(month, client_of):
    url = reverse("reporting:health", kwargs={"engagement": "own"})
    html = client_of("practice_manager").get(url).content.decode()
    assert tile(html, "Accuracy") == "83.3%"
    assert tile(html, "Coding-related denial rate") == "20.0%"
    now = client_of("practice_manager").get(reverse("reporting:now", args=["own"]))
    assert tile(now.content.decode(), "Open queries") == "3"
    assert tile(now.content.decode(), "Overdue queries") == "3"
    assert "16 " in html[html.index("Denials by reason") :]


@pytest.mark.covers("R114")
def test_every_number_of_the_page_opens_as_many_rows_as_it_says(month, client_of):
    client = client_of("practice_manager")
    urls = [reverse(f"reporting:{part}", kwargs={"engagement": "own"}) for part in PARTS]
    found = set()
    for by in ("specialty", "encounter_class", "payer", "coder"):
        shown = [x for url in urls for x in links(client.get(url, {"by": by}).content.decode())]
        assert len(shown) > 40
        found |= set(shown)
    for target, rows in sorted(found):
        answer = client.get(target)
        assert answer.status_code == 200, target
        assert answer.context["table"].paginator.count == rows, urlsplit(target).query


@pytest.mark.covers("R87", "R114")
def test_accuracy_has_the_interval_and_the_verdict_of_the_accuracy_page(world):
    """All charts of a specialty audited and right are all right: no sample is any surer."""
    with engagement_scope(world.own.pk):
        acting = {role: actor_for(user=world.user(role), engagement=world.own) for role in AUDITING}
        for specialty, count in (("cardiology", 4), ("oncology", 8)):
            coded_charts(world.own, world.user("vendor_coder"), count, specialty=specialty)
        for audit in sample(acting["vendor_qa_lead"], 9).audits.all():
            audit_agree(actor=acting["vendor_auditor"], audit=audit)
        rollup_refresh_all(actor=system_actor(world.own))
        manager, now = acting["practice_manager"], timezone.now()
        today = local_day(now, world.own.time_zone)
        period = Period.custom(today, today, zone=world.own.time_zone, now=now)
        report = accuracy_report(manager, period)
        pages = [report.total, *report.sections[1].rows]
        rows = Health(actor=manager, period=period, now=now).accuracy
        narrowed = Health(
            actor=manager, period=period, now=now, filters={"specialty": "oncology"}
        ).accuracy
    assert [row.figure for row in rows] == [row.contracted.accuracy for row in pages]
    assert [row.verdict for row in rows] == [row.contracted.verdict for row in pages]
    assert rows[0].n_text == "9 of 12 charts"
    assert rows[0].interval.method == "hypergeometric"
    assert narrowed[0].figure == rows[2].figure


@pytest.mark.covers("R104")
def test_denials_by_reason_keep_to_the_filters_of_the_page(month, client_of):
    client = client_of("practice_manager")
    url = reverse("reporting:health", kwargs={"engagement": "own"})
    whole = client.get(url).context["health"].pareto
    of_class = client.get(url, {"encounter_class": "outpatient"}).context["health"].pareto
    assert [row.count for row in of_class] == [row.count for row in whole] != []
    opened = client.get(of_class[0].url).context["table"].paginator.count
    assert opened == of_class[0].count
    assert client.get(url, {"encounter_class": "inpatient"}).context["health"].pareto == []
    assert client.get(url, {"specialty": "none"}).context["health"].pareto == []


@pytest.mark.parametrize("part", ["attainment", "dnfc"])
def test_a_page_names_the_filters_it_keeps_to(opened, part):
    page = opened(part=part, specialty="cardiology", span="last").content.decode()
    assert "Specialty: <strong>Cardiology</strong>" in page
    assert 'href="?span=last">Show all' in page


def test_uncoded_value_is_not_narrowed_by_what_it_is_not_counted_by(opened):
    coder = "1"
    assert "Show all" not in opened(part="dnfc", coder=coder).content.decode()
