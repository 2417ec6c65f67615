"""Whom the workforce's alert sources tell what: drafts and cards."""

import datetime as dt

import pytest
from django.utils import timezone

from charts import workforce_work
from engagements.models import Alert, CapacityRate, ScheduledMail, TrainingCompletion
from engagements.selectors import engagement_today
from engagements.services.alerts import alerts_sweep
from engagements.services.digests import alert_mails_prepare
from engagements.services.workforce.guidance import notice_read
from engagements.work import workforce as area
from engagements.work.alerts import TRIGGERS
from tests.factories import workforce
from tests.factories.charts import chart

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def today_(scoped):
    return engagement_today(scoped.own)


def keys(found):
    return {draft.key for draft in found}


@pytest.mark.parametrize(
    ("left", "step"),
    [(91, None), (90, "expires:90"), (60, "expires:60"), (30, "expires:30"), (-1, "expired")],
)
@pytest.mark.covers("R40")
def test_an_expiry_is_told_90_60_and_30_days_ahead(scoped, today_, left, step):
    row = workforce.credential(scoped, expires_on=today_ + left * DAY)
    found = list(area.expiring(scoped.own, today_))
    key = f"credential:{row.pk}:{step}"
    assert keys(found) == (set() if step is None else {key, f"{key}:own"})
    assert {draft.user_id for draft in found} <= {None, scoped.user("vendor_coder").pk}
    assert all(draft.urgent == (left <= 30) for draft in found)


def test_a_renewed_credential_worries_nobody(scoped, today_):
    workforce.credential(scoped, expires_on=today_ + 9 * DAY)
    workforce.credential(scoped, issued_on=today_, expires_on=today_ + 700 * DAY)
    assert list(area.expiring(scoped.own, today_)) == []


@pytest.mark.covers("R44")
def test_training_is_told_to_the_coder_and_once_late_to_the_leads(scoped, today_):
    coder = scoped.user("vendor_coder")
    row = workforce.campaign(scoped)
    assert keys(area.training_open(scoped.own, today_)) == {
        f"training:{row.pk}:user:{coder.pk}",
        f"training:{row.pk}:missing",
    }
    late = set(area.training_open(scoped.own, row.due_on + DAY))
    assert keys(late) == {f"training:{row.pk}:user:{coder.pk}", f"training:{row.pk}:overdue"}
    assert [draft.roles for draft in late if draft.user_id is None] == [
        ("vendor_lead", "practice_manager")
    ]
    TrainingCompletion.objects.create(
        engagement=scoped.own, campaign=row, user=coder, completed_on=today_
    )
    assert keys(area.training_open(scoped.own, row.due_on + DAY)) == set()


@pytest.mark.covers("R46")
def test_leads_have_one_line_per_notice_and_training_that_opens_who_is_missing(
    scoped, actor_of, client_of, today_
):
    notice = workforce.notice(scoped)
    training = workforce.campaign(scoped, audience="both")
    assert f"notice:{notice.pk}:unread" not in keys(area.unread(scoped.own, today_))
    notice_read(actor=actor_of("vendor_coder"), notice=notice)
    TrainingCompletion.objects.create(
        engagement=scoped.own,
        campaign=training,
        user=scoped.user("in_house_coder"),
        completed_on=today_,
    )
    drafts = [*area.unread(scoped.own, today_ + DAY), *area.training_open(scoped.own, today_)]
    lines = {draft.key: draft for draft in drafts if draft.user_id is None}
    assert {key: draft.title for key, draft in lines.items()} == {
        f"notice:{notice.pk}:unread": "1 of 2 coders has not read: A changed LCD",
        f"training:{training.pk}:missing": f"1 of 2 coders has not completed {training.title}",
    }
    lead = client_of("vendor_lead")
    readers, matrix = (lead.get(draft.url).context for draft in lines.values())
    assert [row.user for row in readers["readers"]] == [scoped.user("in_house_coder")]
    assert [row.user for row in matrix["matrix"].rows] == [scoped.user("vendor_coder")]
    assert matrix["matrix"].missing == [1]
    assert lead.get(lines[f"training:{training.pk}:missing"].url + "0").status_code == 400
    asked = next(each for each in TRIGGERS if each.key == "notice_unread")
    standing = list(asked.standing(scoped.own, timezone.now()))
    assert [each.title for each in standing] == ["Unread by 1 of 2: A changed LCD"]


@pytest.mark.covers("R46")
def test_a_line_for_the_leads_is_mailed_once_however_many_follow(scoped, actor_of, system, today_):
    notice = workforce.notice(scoped, published_at=timezone.now() - 2 * DAY)
    morning = timezone.now().replace(hour=23)
    lead = scoped.user("vendor_lead")
    alerts_sweep(actor=system, now=morning)
    alert_mails_prepare(actor=system, now=morning)
    mail = ScheduledMail.objects.get(user=lead)
    assert mail.body.count("A changed LCD") == 1
    assert "2 of 2 coders have not read: A changed LCD" in mail.body
    notice_read(actor=actor_of("vendor_coder"), notice=notice)
    alerts_sweep(actor=system, now=morning + DAY)
    alert_mails_prepare(actor=system, now=morning + DAY)
    assert ScheduledMail.objects.filter(user=lead).count() == 1
    line = Alert.objects.get(key=f"notice:{notice.pk}:unread")
    assert line.title == "1 of 2 coders has not read: A changed LCD"
    notice_read(actor=actor_of("in_house_coder"), notice=notice)
    alerts_sweep(actor=system, now=morning + 2 * DAY)
    assert not Alert.objects.filter(settled_at=None, key__startswith="notice:").exists()


@pytest.mark.covers("R46")
def test_an_unread_notice_is_told_to_every_coder_until_it_is_read(scoped, actor_of, today_):
    row = workforce.notice(scoped)
    both = {
        f"notice:{row.pk}:unread:{scoped.user(role).pk}"
        for role in ("vendor_coder", "in_house_coder")
    }
    assert keys(area.unread(scoped.own, today_)) == both
    notice_read(actor=actor_of("vendor_coder"), notice=row)
    assert keys(area.unread(scoped.own, today_)) == {
        f"notice:{row.pk}:unread:{scoped.user('in_house_coder').pk}"
    }


def test_a_residency_rule_is_told_before_its_review(scoped, today_):
    row = workforce.residency(scoped, review_on=today_ + 31 * DAY)
    assert list(area.reviews(scoped.own, today_)) == []
    found = list(area.reviews(scoped.own, today_ + DAY))
    assert keys(found) == {f"residency:{row.pk}:review:{row.review_on}"}
    assert found[0].roles == ("practice_manager", "compliance_officer")


@pytest.mark.covers("R42", "R51")
def test_leads_hear_of_a_lone_specialty_and_of_a_surge(scoped, today_):
    now = timezone.now()
    chart(scoped.own, specialty="cardiology", received_at=now - 20 * DAY)
    for _ in range(3):
        chart(scoped.own, specialty="cardiology", received_at=now - 2 * DAY)
    assert list(workforce_work.drafts(scoped.own, now)) == []
    workforce.entry(scoped)
    workforce.cover(scoped)

    CapacityRate.objects.create(
        engagement=scoped.own,
        specialty="cardiology",
        charts_per_hour=1,
        surge_percent=150,
        effective_from=today_ - DAY,
    )
    year, week, _ = today_.isocalendar()
    found = list(workforce_work.drafts(scoped.own, now))
    assert keys(found) == {"cover:cardiology:alone", f"capacity:cardiology:surge:{year}-{week}"}
    assert {draft.title for draft in found} == {
        "Cardiology: no backup",
        "Cardiology: volume has surged",
    }


def test_my_work_counts_what_is_asked_of_a_coder(scoped, actor_of, today_):
    workforce.credential(scoped, expires_on=today_ + 9 * DAY)
    workforce.campaign(scoped)
    workforce.notice(scoped)
    workforce.instruction(scoped)
    cards = {card.title: card.count for card in area.cards(actor_of("vendor_coder"))}
    assert cards == {
        "Trainings due": 1,
        "Notices to read": 1,
        "Instructions to acknowledge": 1,
    }
    waiting = {card.title: card.count for card in area.cards(actor_of("practice_manager"))}
    assert waiting == {"Credentials to verify": 1}
