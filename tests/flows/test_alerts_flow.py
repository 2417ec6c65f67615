"""Alerts over HTTP: what waits, taking note, the matrix, the scheduler's mail, one's own choice."""

import pytest
from django.urls import reverse

from engagements.kernel.registry import AlertDraft, AlertSource, alert_sources
from engagements.kernel.scope import engagement_transaction
from engagements.models import Alert, AlertAcknowledgement, EscalationRule, ScheduledMail, User
from engagements.selectors import system_actor
from engagements.services.alerts import alerts_sweep
from engagements.services.digests import alert_mails_prepare

LIST_QUERIES = 11
MANAGER = ("practice_manager",)


@pytest.fixture
def raise_alerts(world, monkeypatch):
    """Lets n alerts for the roles stand, as the scheduler finds them."""
    monkeypatch.setattr(alert_sources, "_entries", {})

    def sweep(n=1, roles=MANAGER, **fields):
        drafts = [
            AlertDraft(f"test:{i}", f"Certificate {i} expires", "/e/own/", roles=roles, **fields)
            for i in range(n)
        ]
        monkeypatch.setattr(alert_sources, "_entries", {})
        alert_sources.register(AlertSource("test.source", lambda _e, _n: drafts))
        with engagement_transaction(world.own.pk):
            alerts_sweep(actor=system_actor(world.own))
            alert_mails_prepare(actor=system_actor(world.own))

    return sweep


@pytest.mark.parametrize("rows", [1, 3])
def test_alert_list_issues_a_constant_number_of_queries(
    rows, raise_alerts, client_of, django_assert_num_queries
):
    raise_alerts(rows)
    client = client_of("practice_manager")
    client.get("/e/own/alerts/")
    with django_assert_num_queries(LIST_QUERIES):
        response = client.get("/e/own/alerts/")
    assert response.status_code == 200
    assert response.text.count("expires</a>") == rows


@pytest.mark.parametrize("rows", [1, 3])
def test_mail_list_issues_a_constant_number_of_queries(
    rows, raise_alerts, client_of, world, django_assert_num_queries
):
    with engagement_transaction(world.own.pk):
        ScheduledMail.objects.bulk_create(
            ScheduledMail(
                engagement=world.own,
                user=world.user("practice_manager"),
                email="manager@own.example",
                kind="digest",
                slot=f"digest:{n}",
                subject=f"Digest number {n}",
                body="",
            )
            for n in range(rows)
        )
    client = client_of("practice_manager")
    client.get("/e/own/alerts/mail/")
    with django_assert_num_queries(LIST_QUERIES):
        response = client.get("/e/own/alerts/mail/")
    assert response.text.count(">Digest number") == rows


@pytest.mark.covers("N12")
def test_alert_waits_in_my_work_until_it_is_noted_or_put_off(raise_alerts, client_of, world):
    raise_alerts(2, urgent=True, roles=("practice_manager", "compliance_officer"))
    manager, officer = client_of("practice_manager"), client_of("compliance_officer")
    assert "Alerts for you" in manager.get("/e/own/").text
    first, second = alert_ids(world)
    page = manager.get(f"/e/own/alerts/{first}/")
    assert "Nobody yet." in page.text
    assert manager.post(f"/e/own/alerts/{first}/acknowledge/").status_code == 302
    assert manager.post(f"/e/own/alerts/{second}/snooze/", {"hours": "24"}).status_code == 302
    assert manager.post(f"/e/own/alerts/{second}/snooze/", {"hours": "9999"}).status_code == 400
    assert "Alerts for you" not in manager.get("/e/own/").text
    assert "Alerts for you" in officer.get("/e/own/").text
    assert "Practice Manager: noted" in officer.get(f"/e/own/alerts/{first}/").text
    noted = manager.get("/e/own/alerts/", {"state": "noted"}).text
    assert "Noted by you" in noted
    assert "Put off by you" in noted
    for role, expected in (("vendor_lead", 403), ("provider", 403)):
        assert client_of(role).get(f"/e/own/alerts/{first}/").status_code == expected
    assert (
        client_of(world.foreign_user("practice_manager")).get(f"/e/own/alerts/{first}/").status_code
        == 404
    )


def alert_ids(world):
    with engagement_transaction(world.own.pk):
        return list(Alert.objects.order_by("pk").values_list("pk", flat=True))


def test_several_alerts_are_noted_at_once(raise_alerts, client_of, world):
    raise_alerts(3)
    manager = client_of("practice_manager")
    form = {"list_do": "bulk", "bulk": "acknowledge", "all": "1"}
    assert "Take note" in manager.post("/e/own/alerts/", form).text
    manager.post("/e/own/alerts/", form | {"confirmed": "1"})
    with engagement_transaction(world.own.pk):
        assert AlertAcknowledgement.objects.filter(acknowledged_at__isnull=False).count() == 3
    assert (
        "Certificate"
        in manager.get("/e/own/alerts/", {"state": "all", "export": "csv"}).getvalue().decode()
    )


@pytest.mark.covers("R30")
def test_matrix_is_adopted_and_changed_by_the_manager_and_read_by_the_lead(client_of, world):
    manager, lead = client_of("practice_manager"), client_of("vendor_lead")
    assert "Nobody is told" in manager.get("/e/own/alerts/matrix/").text
    assert manager.post("/e/own/alerts/matrix/suggested/").status_code == 302
    page = lead.get("/e/own/alerts/matrix/").text
    assert "Provider query unanswered" in page
    assert "Add a level" not in page
    new = {"trigger": "backlog", "level": "3", "after_hours": "200", "basis": "business"}
    assert lead.post("/e/own/alerts/matrix/new/", new).status_code == 403
    refused = manager.post("/e/own/alerts/matrix/new/", new)
    assert refused.status_code == 400
    assert "Choose roles, or a person, not both." in refused.text
    new["user"] = world.user("compliance_officer").pk
    assert manager.post("/e/own/alerts/matrix/new/", new).status_code == 302
    with engagement_transaction(world.own.pk):
        rule = EscalationRule.objects.get(trigger="backlog", level=3)
        assert (rule.user.email, rule.basis) == ("compliance_officer@own.example", "business")
    assert "Compliance Officer" in lead.get("/e/own/alerts/matrix/").text
    url = f"/e/own/alerts/matrix/{rule.pk}/"
    assert 'value="200.00"' in manager.get(url).text
    assert manager.post(f"{url}end/").status_code == 302
    with engagement_transaction(world.own.pk):
        assert not EscalationRule.objects.filter(trigger="backlog", level=3).exists()
    assert client_of("provider").get("/e/own/alerts/matrix/").status_code == 403


def test_scheduler_pages_show_mail_and_runs_to_those_who_watch_them(raise_alerts, client_of):
    raise_alerts(1, urgent=True)
    manager = client_of("practice_manager")
    page = manager.get("/e/own/alerts/mail/")
    assert "Own engagement: Certificate 0 expires" in page.text
    assert "The scheduler has not run yet" in manager.get("/e/own/alerts/runs/").text
    for role in ("vendor_lead", "vendor_coder", "provider"):
        assert client_of(role).get("/e/own/alerts/mail/").status_code == 403
        assert client_of(role).get("/e/own/alerts/runs/").status_code == 403


def test_people_choose_how_they_are_told(client_of, world):
    client = client_of("vendor_lead")
    url = reverse("account_alerts")
    assert client.post(url, {"alert_mail": "at_once", "digest_hour": "22"}).status_code == 302
    stored = User.objects.get(pk=world.user("vendor_lead").pk).preferences
    assert (stored["alert_mail"], stored["digest_hour"]) == ("at_once", 22)
    assert client.post(url, {"alert_mail": "by_fax", "digest_hour": "22"}).status_code == 400
    assert "selected>22:00" in client.get(url).text
