"""Pilots and challenges: each number opens exactly its rows; the exit report as a file."""

import datetime as dt
import io
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from engagements.kernel.scope import engagement_scope
from engagements.models import Baseline, Challenge, ChallengeArm, ChallengeMember, Pilot
from engagements.selectors import actor_for
from engagements.services.trials import pilot_decide
from qa.models import Audit, Sample
from reporting.selectors.trials import PilotReport
from tests.factories.charts import chart, coded_chart, work_item
from tests.factories.queries import sent_query

DAY = dt.timedelta(days=1)


def url(name, **keys):
    return reverse(f"trials:{name}", kwargs={"engagement": "own", **keys})


def opened(client, address):
    """How many rows a link opens."""
    return client.get(address).context["table"].paginator.count


@pytest.fixture
def challenge(world):
    """Champion: three charts, one of them by an outsider, one queried, two audited, one right.
    Challenger: two charts. And a chart of no arm.
    """
    now = timezone.now()
    roles = ("vendor_coder", "in_house_coder", "vendor_auditor")
    coder, other, outsider = (world.user(role) for role in roles)
    with engagement_scope(world.own.pk):
        made = Challenge.objects.create(
            engagement=world.own,
            name="Two teams",
            specialty="cardiology",
            share="0.5",
            seed="5eed",
            state="running",
            starts_on=(now - 5 * DAY).date(),
            ends_on=(now + 5 * DAY).date(),
        )
        arms = {}
        for key, member in (("champion", coder), ("challenger", other)):
            arms[key] = ChallengeArm.objects.create(
                engagement=world.own, challenge=made, key=key, name=key.title()
            )
            ChallengeMember.objects.create(
                engagement=world.own, challenge=made, arm=arms[key], user=member
            )
        charts = []
        for key, person in (
            *(("champion", coder), ("champion", coder), ("champion", outsider)),
            *(("challenger", other), ("challenger", other)),
        ):
            one = coded_chart(world.own, person, specialty="cardiology", turnaround_seconds=7200)
            work_item(one, arm=arms[key], state="done", done_at=now, kind="code")
            charts.append(one)
        coded_chart(world.own, coder, specialty="cardiology")
        waiting = chart(world.own, specialty="cardiology")
        work_item(waiting, arm=arms["champion"])
        sent_query(actor_for(user=coder, engagement=world.own), charts[0])
        sample = Sample.objects.create(
            engagement=world.own,
            name="Champion",
            arm=arms["champion"],
            seed="1",
            drawn_for="vendor",
            drawn_at=now,
            frame_size=3,
            frame_sha256="0" * 64,
            generator="test",
            period_start=made.starts_on,
            period_end=now.date(),
            size=2,
        )
        for one, right in zip(charts[:2], (True, False), strict=True):
            Audit.objects.create(
                engagement=world.own,
                chart=one,
                coding=one.codings.get(),
                coder=coder,
                sample=sample,
                side="vendor",
                state="completed",
                specialty=one.specialty,
                completed_at=now,
                encounter_correct=right,
                components_correct=4 if right else 3,
                components_total=4,
            )
    return made


@pytest.mark.covers("N14")
def test_each_number_of_both_arms_opens_exactly_its_rows(challenge, client_of):
    manager = client_of("practice_manager")
    page = manager.get(url("challenge", challenge_id=challenge.pk))
    report, text = page.context["report"], page.content.decode()
    found = {}
    for row in report.rows:
        for arm in (row.champion, row.challenger):
            assert f'href="{arm.n_url}"'.replace("&", "&amp;") in text
            assert opened(manager, arm.n_url) == arm.n, (row.key, arm.n_url)
        found[row.key] = tuple(
            (arm.text, arm.n, opened(manager, arm.url)) for arm in (row.champion, row.challenger)
        )
    assert found["charts_coded"] == (("3", 3, 3), ("2", 2, 2))
    assert found["accuracy_encounter"] == (("50.0%", 2, 1), ("no data", 0, 0))
    assert found["average_turnaround"] == (("2 h", 3, 3), ("2 h", 2, 2))
    assert found["query_rate"] == (("33.3%", 3, 1), ("0.0%", 2, 0))
    crossed = {key: (one.charts, opened(manager, one.url)) for key, one in report.crossed.items()}
    assert crossed == {"champion": (1, 1), "challenger": (0, 0)}


def test_a_list_says_whose_rows_it_shows(challenge, client_of, world):
    manager = client_of("practice_manager")
    charts = reverse("charts:chart_list", args=["own"])
    with engagement_scope(world.own.pk):
        arm = challenge.arms.get(key="champion")
    named = manager.get(charts, {"among": f"arm_coded:{arm.pk}"})
    assert named.context["behind"].label == "Coded, champion of Two teams"
    assert named.context["kept_query"] == [("among", f"arm_coded:{arm.pk}")]
    for unknown in ("arm:0", "arm:x", "nothing:1"):
        assert manager.get(charts, {"among": unknown}).status_code == 404


@pytest.fixture
def pilot(world):
    """Ten days on cardiology: two charts coded in time, one of them in house; one elsewhere."""
    now = timezone.now()
    with engagement_scope(world.own.pk):
        for role, specialty in (
            ("vendor_coder", "cardiology"),
            ("in_house_coder", "cardiology"),
            ("vendor_coder", "orthopedics"),
        ):
            coded_chart(
                world.own,
                world.user(role),
                specialty=specialty,
                coded_at=now - 5 * DAY,
                received_at=now - 6 * DAY,
                due_at=now - 4 * DAY,
                turnaround_seconds=7200,
            )
        Baseline.objects.create(
            engagement=world.own,
            kpi="turnaround_attainment",
            value=Decimal("0.8"),
            n=50,
            period_start=dt.date(2025, 1, 1),
            period_end=dt.date(2025, 3, 31),
            method="Counted by hand",
            source="Export",
        )
        return Pilot.objects.create(
            engagement=world.own,
            name="Heart",
            specialty="cardiology",
            starts_on=(now - 9 * DAY).date(),
            ends_on=now.date(),
        )


def text_of(answer):
    assert answer["Content-Type"] == "application/pdf"
    reader = PdfReader(io.BytesIO(answer.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    words = " ".join(page.extract_text() for page in reader.pages)
    return " ".join(words.split())


@pytest.mark.covers("R10")
def test_the_exit_report_is_a_file_with_scope_figures_method_and_n(pilot, client_of):
    lead = client_of("vendor_lead")
    page = lead.get(url("pilot", pilot_id=pilot.pk))
    address = url("pilot_pdf", pilot_id=pilot.pk)
    assert address in page.text
    answer = lead.get(address)
    assert answer["Content-Disposition"] == f'inline; filename="own-pilot-{pilot.pk}.pdf"'
    text = text_of(answer)
    for said in (
        "Pilot exit report: Heart",
        "Specialty Cardiology",
        f"Period {pilot.starts_on} to {pilot.ends_on}, 10 days of America/New_York",
        "Charts received in the period 2",
        "Charts coded in the period 2, of them 1 by the vendor",
        "Turnaround attainment 100.0% 2",
        "80.0% 50",
        "while the pilot is running",
        "Fisher's exact test",
        "Source:",
    ):
        assert said in text, said


@pytest.mark.covers("R10")
def test_a_decided_pilot_prints_what_stood_at_the_decision(pilot, client_of, world, actor_of):
    with engagement_scope(world.own.pk):
        actor = actor_of("practice_manager")
        report = PilotReport(pilot, world.own, actor, timezone.now())
        pilot_decide(
            actor=actor, pilot=pilot, report=report.plain, decision="scale", reason="It held"
        )
        coded_chart(world.own, world.user("vendor_coder"), specialty="cardiology")
    text = text_of(client_of("practice_manager").get(url("pilot_pdf", pilot_id=pilot.pk)))
    assert "Decision: scale up It held" in text
    assert "Charts coded in the period 2, of them 1 by the vendor" in text
    assert "they are kept as they stood" in text


@pytest.mark.covers("R10")
def test_each_number_of_a_pilot_opens_its_rows(pilot, client_of):
    manager = client_of("practice_manager")
    rows = manager.get(url("pilot", pilot_id=pilot.pk)).context["rows"]
    found = {row["key"]: (row["n"], opened(manager, row["n_url"])) for row in rows}
    assert found["turnaround_attainment"] == (2, 2)
    assert all(n == listed for n, listed in found.values()), found
