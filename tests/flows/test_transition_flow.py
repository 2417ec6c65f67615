"""The transition over HTTP: phases with their gates, bounds, a rollback and the way back."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from charts.models import WorkItem
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement, KpiBound, PhaseChecklistItem, RollbackProposal
from tests.factories import days
from tests.factories.charts import chart, work_item

pytestmark = pytest.mark.django_db


def url(name, **kwargs):
    return reverse(name, kwargs={"engagement": "own", **kwargs})


def in_scope(world, make):
    with engagement_transaction(world.own.pk):
        return make()


def set_phase(world, phase):
    Engagement.objects.filter(pk=world.own.pk).update(phase=phase)


@pytest.mark.covers("R115", "R118")
def test_the_manager_moves_the_engagement_and_the_vendor_reads_along(world, client_of):
    set_phase(world, "draft")
    manager, lead, coder = map(client_of, ("practice_manager", "vendor_lead", "vendor_coder"))
    page = manager.get(url("engagements:phases"))
    assert "Begin the baseline" in page.text
    assert '<a class="side-link active" href="/e/own/transition/"' in page.text
    assert coder.get(url("engagements:phases")).status_code == 403
    assert lead.get(url("engagements:phase-move", move="begin")).status_code == 403
    done = manager.post(url("engagements:phase-move", move="begin"), {"reason": "Kick-off"})
    assert done.status_code == 302
    again = manager.post(url("engagements:phase-move", move="begin"), {"reason": "Kick-off"})
    assert again.status_code == 409
    blocked = manager.post(url("engagements:phase-move", move="document"), {"reason": "Go on"})
    assert (blocked.status_code, "Four baselines recorded" in blocked.text) == (400, True)
    moved = manager.post(
        url("engagements:phase-move", move="document"),
        {"reason": "Go on", "override_reason": "The audit is on its way."},
    )
    assert moved.status_code == 302
    read = lead.get(url("engagements:phases")).text
    assert "Gates overridden:" in read
    assert "The audit is on its way." in read


@pytest.mark.covers("R116")
def test_a_checklist_item_is_done_with_evidence(world, client_of):
    set_phase(world, "draft")
    manager, cdi = client_of("practice_manager"), client_of("cdi_coordinator")
    manager.post(url("engagements:phase-move", move="begin"), {"reason": "Kick-off"})
    item = in_scope(world, lambda: PhaseChecklistItem.objects.get(key="documentation"))
    edit = url("engagements:checklist-item-edit", item_id=item.pk)
    assert cdi.get(edit).status_code == 200
    owner = world.user("cdi_coordinator").pk
    cdi.post(edit, {"title": item.title, "owner": owner, "due_on": "2026-01-15"})
    done = url("engagements:checklist-item-done", item_id=item.pk)
    assert cdi.post(done, {}).status_code == 400
    assert cdi.post(done, {"note": "Patterns described"}).status_code == 302
    assert "Patterns described" in manager.get(url("engagements:phases")).text
    reopen = url("engagements:checklist-item-reopen", item_id=item.pk)
    assert cdi.get(reopen).status_code == 200
    assert cdi.post(reopen, {"reason": "Wrong quarter"}).status_code == 302
    new = url("engagements:checklist-item-create")
    assert cdi.post(new, {"title": "Name a sponsor"}).status_code == 302


def test_plan_versions_are_kept(world, client_of):
    manager = client_of("practice_manager")
    plan = url("engagements:phase-plan", phase="steady")
    assert manager.post(plan, {"starts_on": "2026-03-02"}).status_code == 302
    assert manager.post(plan, {"starts_on": "2026-03-09"}).status_code == 400
    manager.post(plan, {"starts_on": "2026-03-09", "reason": "Later"})
    assert "Version 2" in manager.get(plan).text
    assert manager.get(url("engagements:phase-plan", phase="draft")).status_code == 404


@pytest.mark.covers("R119")
def test_a_bound_a_rollback_and_the_way_back(world, client_of):
    manager, officer, coder = map(
        client_of, ("practice_manager", "compliance_officer", "vendor_coder")
    )
    made = in_scope(world, lambda: work_item(chart(world.own)).pk)
    today = days.today()
    bound = manager.post(
        url("engagements:bound-create"),
        {
            "kpi": "turnaround_attainment", "phase": "live", "lower": "90", "window_days": 14,
            "minimum_n": 30, "effective_from": today, "reason": "Agreed at go-live",
        },
    )  # fmt: skip
    assert bound.status_code == 302
    page = manager.get(url("engagements:bounds")).text
    assert "at least 90.0%" in page
    assert officer.get(url("engagements:bound-create")).status_code == 403
    propose = url("engagements:rollback-propose")
    assert "1 open charts go from" in officer.get(propose).text
    assert officer.post(propose, {"reason": "A pattern of upcoding"}).status_code == 302
    proposal = in_scope(world, lambda: RollbackProposal.objects.get().pk)
    accept = url("engagements:rollback-accept", proposal_id=proposal)
    assert officer.get(accept).status_code == 403
    assert "A pattern of upcoding" in manager.get(accept).text
    assert manager.post(accept, {"reason": "Agreed with the board"}).status_code == 302
    assert manager.post(accept, {"reason": "again"}).status_code == 409
    assert in_scope(world, lambda: WorkItem.objects.get(pk=made).side) == "practice"
    assert "Rolled back" in manager.get(url("engagements:bounds")).text
    assert "Rolled back" in coder.get(url("engagements:home")).text
    resume = url("engagements:phase-move", move="resume")
    assert "1 charts go back to the vendor" in manager.get(resume).text
    back = manager.post(
        resume,
        {
            "reason": "Corrective action proven", "override_reason": "Proven on 60 charts",
            "acknowledged_name": "Morgan Hale", "acknowledged_title": "COO", "acknowledged": "on",
            "duty_role": "compliance_officer",
        },
    )  # fmt: skip
    assert back.status_code == 302
    assert in_scope(world, lambda: WorkItem.objects.get(pk=made).side) == "vendor"
    key = in_scope(world, lambda: KpiBound.objects.get().pk)
    end = url("engagements:bound-end", bound_id=key)
    assert manager.get(end).status_code == 200
    assert manager.post(end, {"on": today, "reason": "Replaced"}).status_code == 302


@pytest.mark.parametrize("count", [1, 3])
def test_readings_list_asks_the_same_number_of_queries(
    world, client_of, count, django_assert_num_queries
):
    def make():
        from engagements.models import BoundReading

        bound = KpiBound.objects.create(
            engagement=world.own, kpi="turnaround_attainment", phase="live", lower="0.9",
            window_days=7, minimum_n=1, effective_from=dt.date(2026, 1, 1), reason="r",
        )  # fmt: skip
        BoundReading.objects.bulk_create(
            BoundReading(
                engagement=world.own, bound=bound, day=dt.date(2026, 1, day + 1), figure="0.95",
                n=40, interval_lower="0.85", interval_upper="0.99", verdict="in_bounds",
                evaluated_at=timezone.now(),
            )
            for day in range(count)
        )  # fmt: skip

    in_scope(world, make)
    client = client_of("practice_manager")
    client.get(url("engagements:bound-readings"))
    with django_assert_num_queries(11):
        page = client.get(url("engagements:bound-readings"))
    assert page.text.count("85.0% to 99.0%") == count


@pytest.mark.covers("R10")
def test_a_pilot_is_planned_read_and_decided(world, client_of):
    manager, lead = client_of("practice_manager"), client_of("vendor_lead")
    today = days.today()
    start = today - dt.timedelta(days=20)
    coder = world.user("vendor_coder")
    coded = timezone.now() - dt.timedelta(days=15)

    def coded_charts():
        for specialty in ("cardiology", "cardiology", "orthopedics"):
            chart(
                world.own, specialty=specialty, state="coded", coded_at=coded, coded_by=coder,
                due_at=coded + dt.timedelta(hours=2), turnaround_seconds=7200,
            )  # fmt: skip

    in_scope(world, coded_charts)
    plan = url("trials:pilot_plan")
    assert lead.get(plan).status_code == 403
    assert manager.post(plan, {"name": "Heart", "starts_on": start}).status_code == 400
    made = manager.post(
        plan, {"name": "Heart", "starts_on": start, "specialty": "cardiology"}, follow=True
    )
    assert "Pilot: Heart" in made.text
    pilot = made.redirect_chain[0][0]
    page = lead.get(pilot).text
    assert "Turnaround attainment" in page
    assert "100.0%" in page
    decide = f"{pilot}decide/"
    assert manager.get(decide).status_code == 200
    assert manager.post(decide, {"decision": "scale", "reason": "Held"}).status_code == 302
    assert manager.post(decide, {"decision": "stop", "reason": "No"}).status_code == 409
    chart_later = in_scope(world, lambda: chart(world.own, specialty="cardiology"))
    assert chart_later.pk
    assert "Decision: scale up" in manager.get(pilot).text
    assert "Heart" in manager.get(url("trials:trials")).text


@pytest.mark.covers("N14")
def test_two_groups_are_compared_on_the_same_sample(world, client_of):
    from charts.services import charts_release, workitem_next
    from charts.services.codings import LineInput, coding_attest, coding_save_draft, coding_start
    from engagements.models import Challenge, Membership
    from engagements.selectors import actor_for, system_actor
    from qa.models import Sample
    from tests.factories.world import user

    lead, manager, qa = map(client_of, ("vendor_lead", "practice_manager", "vendor_qa_lead"))
    second = user("second_coder@own.example", world.own.vendor)
    Membership.objects.create(engagement=world.own, user=second, role="vendor_coder")
    today = days.today()
    form = {
        "name": "Two teams", "specialty": "cardiology", "share": "50",
        "starts_on": today - dt.timedelta(days=3), "ends_on": today + dt.timedelta(days=30),
        "champion_name": "One", "champion": [world.user("vendor_coder").pk],
        "challenger_name": "Two", "challenger": [second.pk],
    }  # fmt: skip
    both = form | {"challenger": [second.pk, world.user("vendor_coder").pk]}
    assert "In both groups" in lead.post(url("trials:challenge_plan"), both).text
    made = lead.post(url("trials:challenge_plan"), form, follow=True)
    page = made.redirect_chain[0][0]
    assert lead.post(f"{page}start/").status_code == 302

    def work():
        system = system_actor(world.own)
        ids = [chart(world.own, specialty="cardiology", state="waiting").pk for _ in range(24)]
        charts_release(actor=system, chart_ids=ids)
        for person in (world.user("vendor_coder"), second):
            coder = actor_for(user=person, engagement=world.own)
            while (item := workitem_next(actor=coder)) is not None:
                draft = coding_start(actor=coder, chart=item.chart)
                lines = [LineInput("icd10cm", "I10"), LineInput("cpt", "99213", pointers=(1,))]
                coding_save_draft(
                    actor=coder, coding=draft, lines=lines, documentation_reviewed=True
                )
                coding_attest(actor=coder, coding=draft)
        return Challenge.objects.get().pk

    in_scope(world, work)
    sample = f"{page}sample/"
    assert lead.get(sample).status_code == 403
    assert "needs as many attested charts" in qa.post(sample, {"size": 24}).text
    assert qa.post(sample, {"size": 3}).status_code == 302
    sizes = in_scope(world, lambda: list(Sample.objects.values_list("arm__key", "size")))
    assert sorted(sizes) == [("challenger", 3), ("champion", 3)]
    text = manager.get(page).text
    assert "Charts with a provider query" in text
    table = manager.get(f"{page}comparison.csv").text
    assert "p (Fisher, two-sided)" in table
    end = f"{page}end/"
    assert manager.get(end).status_code == 200
    assert manager.post(end, {"reason": "No difference shown"}).status_code == 302
    assert "No difference shown" in manager.get(page).text
