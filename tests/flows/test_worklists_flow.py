"""Queues, rules, pending charts and the board over HTTP, as each persona."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from charts.models import Chart, ClockEvent, PendingSpell, QueueMember, RuleSet, WorkItem, WorkQueue
from engagements.kernel.scope import engagement_scope
from engagements.models import AccessLog
from engagements.selectors import actor_for
from tests.factories import charts as make


def url(world, name, *args):
    return reverse(f"charts:{name}", args=[world.own.slug, *args])


def rows(world, model, **where):
    with engagement_scope(world.own.pk):
        return list(model.objects.filter(**where))


@pytest.fixture
def work(world):
    """Three cardiology and two family medicine charts wait for the vendor."""
    with engagement_scope(world.own.pk):
        return [
            make.work_item(make.chart(world.own, specialty=name), queue=name)
            for name in ("cardiology",) * 3 + ("family_medicine",) * 2
        ]


@pytest.mark.covers("R5", "R22")
def test_a_lead_makes_a_queue_and_a_rule_looks_and_puts_it_in_force(world, client_of, work):
    lead = client_of("vendor_lead")
    assert "No queues yet" in lead.get(url(world, "queues")).text
    for name in ("Hearts", "Everything else"):
        data = {"name": name, "priority": 0, "due_band_hours": 4, "order": 100}
        made = lead.post(url(world, "queue_add"), data)
        assert made.status_code == 302
    hearts, rest = rows(world, WorkQueue)[:2]
    if hearts.name != "Hearts":
        hearts, rest = rest, hearts
    refused = lead.post(url(world, "rule_add"), {"queue": hearts.pk})
    assert refused.status_code == 400
    assert "without a condition would take every chart" in refused.text
    added = lead.post(url(world, "rule_add"), {"queue": hearts.pk, "specialties": "Cardiology\n\n"})
    assert added.status_code == 302
    page = lead.get(url(world, "rules")).text
    assert "Specialty: <strong>Cardiology</strong>" in page
    early = lead.post(url(world, "rules"), {"do": "apply", "reason": "Now"})
    assert early.status_code == 400
    lead.post(url(world, "rules"), {"do": "rest", "queue": rest.pk})
    page = lead.get(url(world, "rules")).text
    assert "What putting it in force would move now: 5" in page
    lead.post(url(world, "rules"), {"do": "apply", "reason": "Specialists first"})
    assert [row.state for row in rows(world, RuleSet)] == ["in_force"]
    assert sorted(item.queue for item in rows(world, WorkItem)) == [
        *["Everything else"] * 2,
        *["Hearts"] * 3,
    ]
    coder = world.user("vendor_coder")
    data = {"do": "member", "user": coder.pk, "mode": "prefer", "share": 2}
    lead.post(url(world, "queue", hearts.pk), data)
    assert [member.share for member in rows(world, QueueMember)] == [2]
    assert "Vendor Coder, 2 parts" in lead.get(url(world, "queues")).text
    for rubbish in ("remove-x", "remove-", "remove-²", "remove-" + "9" * 30):
        assert lead.post(url(world, "queue", hearts.pk), {"do": rubbish}).status_code == 302
    assert [member.share for member in rows(world, QueueMember)] == [2]
    manager = client_of("practice_manager")
    assert "Hearts" in manager.get(url(world, "queues")).text
    data = {"name": "Ours", "priority": 0, "due_band_hours": 4, "order": 1}
    assert manager.post(url(world, "queue", hearts.pk), data).status_code == 403
    assert client_of("vendor_coder").get(url(world, "queues")).status_code == 403


@pytest.mark.covers("R61", "R134")
def test_a_coder_sets_a_chart_pending_and_its_authority_gives_it_back(world, client_of, work):
    coder = client_of("vendor_coder")
    coder.post(url(world, "chart_next"))
    (held,) = rows(world, WorkItem, state="leased")
    assert (
        "I cannot go on with this chart" in coder.get(url(world, "chart_code", held.chart_id)).text
    )
    data = {"reason": "missing_document", "note": "Operative note"}
    assert coder.post(url(world, "chart_pend", held.chart_id), data).status_code == 302
    (spell,) = rows(world, PendingSpell)
    assert "Missing document" in coder.get(url(world, "chart_code", held.chart_id)).text
    assert "Missing document" in coder.get(url(world, "pending_list")).text
    lead = client_of("vendor_lead")
    settle = {"outcome": "settled", "resolution": "The note is signed"}
    assert lead.post(url(world, "pending", spell.pk), settle).status_code == 403
    cdi = client_of("cdi_coordinator")
    page = cdi.get(url(world, "pending", spell.pk)).text
    assert "Operative note" in page
    assert "stands still" in page
    assert cdi.post(url(world, "pending", spell.pk), settle).status_code == 302
    (item,) = rows(world, WorkItem, pk=held.pk)
    assert (item.state, item.assignee_id) == ("open", world.user("vendor_coder").pk)
    manager = client_of("practice_manager")
    data = {"reason": "payer_logic", "role": "vendor_qa_lead", "user": ""}
    assert manager.post(url(world, "pending_routes"), data).status_code == 302
    assert "Vendor QA lead" in lead.get(url(world, "pending_routes")).text
    assert lead.post(url(world, "pending_routes"), data).status_code == 403
    assert "The note is signed" in manager.get(url(world, "chart_detail", held.chart_id)).text


@pytest.mark.covers("R66")
def test_every_count_of_the_board_opens_as_many_rows(world, client_of, work):
    with engagement_scope(world.own.pk):
        past = timezone.now() - timezone.timedelta(hours=2)
        WorkItem.objects.filter(pk=work[0].pk).update(due_at=past)
        WorkItem.objects.filter(pk=work[1].pk).update(opened_at=past - timezone.timedelta(days=4))
        coder = world.user("vendor_coder")
        coded = [make.coded_chart(world.own, coder, specialty="cardiology") for _ in range(3)]
        coded.append(make.coded_chart(world.own, coder, coded_at=past - timezone.timedelta(days=4)))
        make.work_item(make.chart(world.own, specialty=""), queue="")
        make.work_item(make.chart(world.own, specialty="Cardiology"), queue="Cardiology")
        days = timezone.timedelta(days=4)
        for chart in coded[:2]:
            item = make.work_item(chart, state="done", queue="cardiology", done_at=past - days)
            WorkItem.objects.filter(pk=item.pk).update(opened_at=past - days)
        make.work_item(coded[2], kind="rework", queue="cardiology")
        ClockEvent.objects.create(
            engagement=world.own, chart=coded[0], kind="pause", at=past, reference="query:2"
        )
    client_of("vendor_coder").post(url(world, "chart_next"))
    lead = client_of("vendor_lead")
    page = lead.get(url(world, "board")).text
    links = re.findall(r'href="([^"]*\?[^"]*)"[^>]*>(\d+)</a>', page)
    averages = re.findall(r'href="([^"]*\?[^"]*)" data-rows="(\d+)"', page)
    assert len(re.findall(r'<td class="num">\d', page)) == 0
    assert {int(number) for link, number in links if "happened=" in link} == {1}
    assert max(int(number) for link, number in averages if "moved=went" in link) == 2
    for link, number in (*links, *averages):
        listed = lead.get(link.replace("&amp;", "&"))
        assert listed.status_code == 200
        assert listed.context["table"].paginator.count == int(number), link
    assert "Never at this pace" in page or "No data yet" in page
    manager = client_of("practice_manager")
    assert "No work is waiting" in manager.get(url(world, "board") + "?side=practice").text
    assert manager.get(url(world, "board") + "?side=x").status_code == 400
    assert client_of("vendor_coder").get(url(world, "board")).status_code == 403


def test_a_bulk_change_says_of_each_row_why_it_was_left(world, client_of, work):
    with engagement_scope(world.own.pk):
        lead_actor = actor_for(user=world.user("vendor_lead"), engagement=world.own)
        queue = WorkQueue.objects.create(
            engagement=world.own, side="vendor", name="Hearts", priority=5
        )
        WorkItem.objects.filter(pk=work[0].pk).update(work_queue=queue, queue="Hearts")
        assert lead_actor.can("worklist.assign")
    client_of("vendor_coder").post(url(world, "chart_next"))
    (held,) = rows(world, WorkItem, state="leased")
    lead = client_of("vendor_lead")
    data = {"list_do": "bulk", "pk": [item.pk for item in work], "reason": "Balance"}
    data |= {"confirmed": "1", "bulk": "move", "queue": queue.pk}
    told = lead.post(url(world, "worklist"), data).text
    assert "In work now" in told or held.pk == work[0].pk
    with engagement_scope(world.own.pk):
        moved = WorkItem.objects.filter(queue="Hearts").exclude(pk=held.pk)
        assert {item.priority for item in moved if item.pk != work[0].pk} == {5}
    data |= {"bulk": "prioritize", "priority": "60"}
    lead.post(url(world, "worklist"), data)
    assert {item.priority for item in rows(world, WorkItem)} == {60}
    again = lead.post(url(world, "worklist"), data).text
    refs = [chart.encounter_ref for chart in rows(world, Chart)]
    assert again.count("Has this priority already") == 5
    assert all(ref in again for ref in refs)
    exported = lead.get(url(world, "worklist") + "?queue=hearts&export=csv")
    lines = b"".join(exported.streaming_content).decode().strip().splitlines()
    with engagement_scope(world.own.pk):
        assert len(lines) - 1 == WorkItem.objects.filter(queue="Hearts").count()
        assert AccessLog.objects.filter(object_count=len(lines) - 1).exists()
