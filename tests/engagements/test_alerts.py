"""The alert ledger: raised once, settled, raised again; told once, by the channel one chose."""

import datetime as dt
from email.header import decode_header, make_header

import pytest

from engagements.enums.alerts import DeliveryState, MailKind, RunState
from engagements.kernel.errors import DomainError, NotAllowed
from engagements.kernel.registry import AlertDraft, AlertSource, alert_sources
from engagements.models import (
    Alert,
    AlertAcknowledgement,
    AlertDelivery,
    AlertRun,
    Membership,
    ScheduledMail,
    User,
)
from engagements.selectors.alerts import addressees, alerts_of, alerts_waiting
from engagements.services.alert_runs import alerts_run
from engagements.services.alerts import alert_acknowledge, alert_snooze, alerts_sweep
from engagements.services.digests import alert_mails_prepare
from engagements.services.mail import (
    scheduled_mail_add,
    scheduled_mail_release,
    scheduled_mails_send,
)
from tests.factories import days
from tests.factories.mail import smtp_server

NOW = dt.datetime(2026, 3, 3, 15, 0, tzinfo=dt.UTC)  # 10:00 in New York
NIGHT = dt.datetime(2026, 3, 3, 8, 0, tzinfo=dt.UTC)  # 03:00 in New York


@pytest.fixture
def found(monkeypatch):
    """The only source; what the list holds is what stands."""
    standing: list[AlertDraft] = []
    monkeypatch.setattr(alert_sources, "_entries", {})
    alert_sources.register(AlertSource("test.source", lambda _engagement, _now: list(standing)))
    return standing


@pytest.fixture
def mailbox(settings):
    with smtp_server() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        yield box


def draft(key="document:17:expires:60", **fields):
    defaults = {"title": "SOC 2 report expires in 60 days", "url": "/e/own/documents/"}
    return AlertDraft(key=key, **(defaults | {"roles": ("practice_manager",)} | fields))


def test_key_is_raised_once_settled_and_raised_again(found, system):
    found.append(draft())
    assert alerts_sweep(actor=system, now=NOW).raised == 1
    assert alerts_sweep(actor=system, now=NOW + dt.timedelta(minutes=5)).raised == 0
    alert = Alert.objects.get()
    assert (alert.source, alert.raised_at, alert.raised_count) == ("test.source", NOW, 1)
    found.clear()
    later = NOW + dt.timedelta(days=3)
    assert alerts_sweep(actor=system, now=later).settled == 1
    assert alerts_sweep(actor=system, now=later).settled == 0
    alert.refresh_from_db()
    assert alert.settled_at == later
    found.append(draft(title="It expires after all"))
    again = NOW + dt.timedelta(days=5)
    assert alerts_sweep(actor=system, now=again).raised == 1
    alert.refresh_from_db()
    assert (alert.settled_at, alert.raised_at, alert.raised_count, alert.title) == (
        None,
        again,
        2,
        "It expires after all",
    )


def test_standing_alert_follows_its_source_without_being_raised_again(found, system):
    found.append(draft())
    alerts_sweep(actor=system, now=NOW)
    found[:] = [draft(urgent=True, detail="Ends on 1 May")]
    assert alerts_sweep(actor=system, now=NOW + dt.timedelta(days=1)).raised == 0
    alert = Alert.objects.get()
    assert (alert.urgent, alert.detail, alert.raised_at) == (True, "Ends on 1 May", NOW)


def test_broken_source_changes_nothing_of_its_own_and_stops_no_other(found, system):
    found.append(draft())
    alerts_sweep(actor=system, now=NOW)

    def broken(_engagement, _now):
        raise ZeroDivisionError("no day has passed")

    alert_sources._entries["test.source"] = AlertSource("test.source", broken)
    alert_sources.register(AlertSource("test.other", lambda _e, _n: [draft(key="other:1")]))
    sweep = alerts_sweep(actor=system, now=NOW)
    assert sweep.errors == {"test.source": "ZeroDivisionError: no day has passed"}
    assert set(Alert.objects.values_list("key", "settled_at")) == {
        ("document:17:expires:60", None),
        ("other:1", None),
    }


def test_draft_that_addresses_nobody_is_an_error_of_its_source(found, system):
    found.append(draft(roles=()))
    assert set(alerts_sweep(actor=system, now=NOW).errors) == {"test.source"}
    assert not Alert.objects.exists()


def test_alert_is_seen_by_those_it_addresses_alone(found, system, actor_of, scoped):
    lead = scoped.user("vendor_lead")
    found += [
        draft(key="a", roles=("practice_manager",), side="vendor"),
        draft(key="b", roles=(), side="vendor"),
        draft(key="c", roles=("vendor_coder",), user_id=lead.pk),
    ]
    alerts_sweep(actor=system, now=NOW)
    seen = {
        role: set(alerts_of(actor_of(role)).values_list("key", flat=True))
        for role in ("practice_manager", "vendor_lead", "vendor_coder", "compliance_officer")
    }
    assert seen == {
        "practice_manager": {"a"},
        "vendor_lead": {"b", "c"},
        "vendor_coder": {"b"},
        "compliance_officer": set(),
    }
    by_mail = {
        person.user.email.split("@")[0]: {
            a.key for a in Alert.objects.all() if person.is_addressed_by(a)
        }
        for person in addressees(scoped.own)
    }
    assert {name: keys for name, keys in by_mail.items() if name in seen} == seen


def test_note_and_snooze_are_ones_own_and_end_when_it_is_raised_again(
    found, system, actor_of, scoped
):
    found.append(draft(roles=("practice_manager", "compliance_officer")))
    alerts_sweep(actor=system, now=NOW)
    manager, officer = actor_of("practice_manager"), actor_of("compliance_officer")
    alert = Alert.objects.get()
    alert_acknowledge(actor=manager, alert=alert, now=NOW)
    alert_acknowledge(actor=manager, alert=alert, now=NOW + dt.timedelta(hours=1))
    assert AlertAcknowledgement.objects.get().acknowledged_at == NOW
    tomorrow = NOW + dt.timedelta(days=1)
    alert_snooze(actor=officer, alert=alert, until=tomorrow, now=NOW)
    assert not alerts_waiting(manager, NOW).exists()
    assert not alerts_waiting(officer, NOW).exists()
    assert alerts_waiting(officer, tomorrow).get() == alert
    found.clear()
    alerts_sweep(actor=system, now=tomorrow)
    found.append(draft(roles=("practice_manager", "compliance_officer")))
    alerts_sweep(actor=system, now=tomorrow)
    assert alerts_waiting(manager, NOW).get() == alert
    with pytest.raises(NotAllowed):
        alert_acknowledge(actor=actor_of("vendor_lead"), alert=alert)
    with pytest.raises(DomainError, match="between now and a month"):
        alert_snooze(actor=officer, alert=alert, until=NOW - dt.timedelta(hours=1), now=NOW)


@pytest.mark.covers("R33")
def test_urgent_goes_at_once_and_the_rest_in_one_digest_at_the_persons_own_morning(
    found, system, scoped
):
    lead = scoped.user("vendor_lead")
    User.objects.filter(pk=lead.pk).update(time_zone="Asia/Kolkata")
    found += [
        draft(key="u", urgent=True, title="The breach clock runs"),
        draft(key="n", roles=("practice_manager", "vendor_lead")),
    ]
    alerts_sweep(actor=system, now=NIGHT)
    assert alert_mails_prepare(actor=system, now=NIGHT) == 2
    assert set(ScheduledMail.objects.values_list("user__email", "kind", "slot", "subject")) == {
        (
            "practice_manager@own.example",
            "at_once",
            f"alert:{Alert.objects.get(key='u').pk}:1:20260303T080000",
            "Own engagement: The breach clock runs",
        ),
        (
            "vendor_lead@own.example",  # 13:30 in Kolkata
            "digest",
            "digest:2026-03-03",
            "Own engagement: 1 new alert, Tue 03 Mar",
        ),
    }
    assert alert_mails_prepare(actor=system, now=NIGHT) == 0
    assert alert_mails_prepare(actor=system, now=NOW) == 1
    assert alert_mails_prepare(actor=system, now=NOW + dt.timedelta(days=1)) == 0
    assert AlertDelivery.objects.count() == 3


@pytest.mark.parametrize(
    ("preferences", "expected"),
    [
        ({"alert_mail": "at_once"}, {"at_once"}),
        ({"alert_mail": "off"}, set()),
        ({"alert_mail": "digest", "digest_hour": 3}, {"digest"}),
        ({"alert_mail": "digest", "digest_hour": 4}, set()),
        ({}, set()),
    ],
    ids=["at-once", "off", "shift-begins-at-3", "shift-begins-at-4", "morning-by-default"],
)
def test_what_is_not_urgent_follows_the_persons_choice(
    preferences, expected, found, system, scoped
):
    manager = scoped.user("practice_manager")
    User.objects.filter(pk=manager.pk).update(preferences=preferences)
    found.append(draft())
    alerts_sweep(actor=system, now=NIGHT)
    alert_mails_prepare(actor=system, now=NIGHT)
    assert set(ScheduledMail.objects.values_list("kind", flat=True)) == expected


def test_nothing_is_mailed_where_there_is_nothing_to_say(found, system, actor_of):
    assert alert_mails_prepare(actor=system, now=NOW) == 0
    found.append(draft())
    alerts_sweep(actor=system, now=NOW)
    alert_acknowledge(actor=actor_of("practice_manager"), alert=Alert.objects.get(), now=NOW)
    assert alert_mails_prepare(actor=system, now=NOW) == 0
    assert not ScheduledMail.objects.exists()


def test_who_has_left_or_is_closed_gets_no_mail(found, system, scoped):
    found.append(draft(roles=(), side="vendor", urgent=True))
    yesterday = days.today() - dt.timedelta(days=1)
    Membership.objects.filter(user=scoped.user("vendor_lead")).update(ends_on=yesterday)
    User.objects.filter(pk=scoped.user("vendor_coder").pk).update(is_active=False)
    alerts_sweep(actor=system, now=NOW)
    alert_mails_prepare(actor=system, now=NOW)
    assert set(ScheduledMail.objects.values_list("user__email", flat=True)) == {
        "vendor_auditor@own.example",
        "vendor_qa_lead@own.example",
    }


def test_mail_is_written_once_per_person_and_slot(system, scoped):
    fields = {"actor": system, "user": scoped.user("provider"), "kind": MailKind.DIGEST}
    fields |= {"slot": "digest:2026-03-03", "subject": "One", "body": "Words\n"}
    assert scheduled_mail_add(**fields) is not None
    assert scheduled_mail_add(**fields | {"body": "Other words\n"}) is None
    assert ScheduledMail.objects.get().body == "Words\n"


def test_run_mails_what_it_raised_and_a_second_run_nothing(found, world, system, mailbox):
    found.append(draft(urgent=True, due_at=NOW, title="The SOC 2 report has expired"))
    for _ in range(3):
        alerts_run(actor=system)
    message, *others = mailbox.messages
    assert others == []
    assert str(make_header(decode_header(message["Subject"]))) == (
        "Own engagement: The SOC 2 report has expired"
    )
    pk = Alert.objects.get().pk
    assert message.get_payload().replace("\r\n", "\n") == (
        "In Own engagement:\n\n"
        "URGENT: The SOC 2 report has expired\n"
        "Due Tue 03 Mar 2026, 10:00 EST\n"
        f"http://localhost:8000/e/own/alerts/{pk}/\n\n"
        "All of them: http://localhost:8000/e/own/alerts/\n"
        "How you are told is your choice: http://localhost:8000/accounts/alerts/\n"
    )
    runs = AlertRun.objects.order_by("pk").values_list("runs", "raised", "mails", "state")
    assert list(runs) == [(1, 1, 1, RunState.DONE), (2, 0, 0, RunState.DONE)]


def test_refused_mail_is_tried_again_and_one_of_unknown_fate_waits_for_a_person(
    found, system, actor_of, mailbox
):
    found.append(draft(urgent=True))
    alerts_sweep(actor=system, now=NOW)
    alert_mails_prepare(actor=system, now=NOW)
    mail = ScheduledMail.objects.get()
    mailbox.refuse.add(mail.email)
    assert scheduled_mails_send(actor=system) == 0
    mail.refresh_from_db()
    assert (mail.state, mail.attempts) == (DeliveryState.REFUSED, 1)
    assert "550" in mail.error
    mailbox.refuse.clear()
    assert scheduled_mails_send(actor=system) == 0  # later, not at once
    # Claimed by a process that died: nobody knows whether the message left.
    ScheduledMail.objects.filter(pk=mail.pk).update(state=DeliveryState.SENDING)
    assert scheduled_mails_send(actor=system) == 0
    mail.refresh_from_db()
    with pytest.raises(NotAllowed):
        scheduled_mail_release(actor=actor_of("compliance_officer"), mail=mail)
    scheduled_mail_release(actor=actor_of("practice_manager"), mail=mail)
    assert scheduled_mails_send(actor=system) == 1
    assert len(mailbox.messages) == 1
    mail.refresh_from_db()
    with pytest.raises(DomainError, match="nothing to send again"):
        scheduled_mail_release(actor=actor_of("practice_manager"), mail=mail)
