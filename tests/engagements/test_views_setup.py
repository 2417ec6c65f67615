"""Set-up in the browser, by each persona; every page says what it lacks and what to do."""

import datetime as dt
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from engagements.enums.agreement import BaaTerm
from engagements.kernel.scope import engagement_scope
from engagements.models import (
    AccessLog,
    BusinessAssociateAgreement,
    Calendar,
    Engagement,
    Membership,
    Organization,
    Provider,
    ReportRecipient,
    Terms,
    User,
)
from engagements.roles import Role
from engagements.selectors import closed_gate_reason, setup_steps
from tests.factories.world import organization, user

ZONE = "America/New_York"
NEW_TERMS = {
    "effective_to": "",
    "accuracy_method": "encounter",
    "verdict_test": "interval",
    "confidence": "90",
    "turnaround_attainment_floor": "95",
    "sample_size_per_coder": "30",
    "query_window_hours": "48",
    "query_window_basis": "elapsed",
    "note": "As discussed",
    "floors-TOTAL_FORMS": "2",
    "floors-INITIAL_FORMS": "0",
    "floors-0-specialty": "",
    "floors-0-method": "encounter",
    "floors-0-floor": "95",
    "floors-0-target": "97",
    "floors-1-specialty": "",
    "floors-1-method": "encounter",
    "floors-1-floor": "",
    "floors-1-target": "",
    "turnaround-TOTAL_FORMS": "2",
    "turnaround-INITIAL_FORMS": "0",
    "turnaround-0-encounter_class": "",
    "turnaround-0-urgency": "routine",
    "turnaround-0-complexity": "",
    "turnaround-0-hours": "48",
    "turnaround-0-basis": "elapsed",
    "turnaround-1-encounter_class": "inpatient",
    "turnaround-1-urgency": "routine",
    "turnaround-1-complexity": "",
    "turnaround-1-hours": "16",
    "turnaround-1-basis": "business",
    "rates-TOTAL_FORMS": "0",
    "rates-INITIAL_FORMS": "0",
    "credits-TOTAL_FORMS": "0",
    "credits-INITIAL_FORMS": "0",
}


def text(response):
    words = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"\s+", " ", words)


def done(client, url, data, where=None):
    """Posts, and gives the page that follows; fails with what the form said."""
    response = client.post(url, data)
    assert response.status_code == 302, text(response)
    if where:
        assert response.url.startswith(where)
    return response.url


@pytest.mark.covers("R13", "R17", "R21", "R132", "R31", "R34")
def test_an_engagement_is_set_up_in_the_browser_by_its_parties(db, client_of, world, today):
    admin = client_of("platform_admin")
    for name, kind in (("Harbor Clinic", "practice"), ("Nimbus Coding", "vendor")):
        done(admin, "/platform/organizations/new/", {"name": name, "kind": kind, "country": "US"})
    practice = Organization.objects.get(slug="harbor-clinic")
    vendor = Organization.objects.get(slug="nimbus-coding")
    people = {}
    for key, org in (("manager", practice), ("lead", vendor), ("coder", vendor)):
        done(
            admin,
            "/platform/accounts/invite/",
            {
                "organization": org.pk,
                "name": f"{key} person",
                "email": f"{key}@{org.slug}.example",
                "time_zone": ZONE,
            },
        )
        people[key] = User.objects.get(email=f"{key}@{org.slug}.example")
    url = done(
        admin,
        "/platform/engagements/new/",
        {
            "name": "Harbor and Nimbus",
            "practice": practice.pk,
            "vendor": vendor.pk,
            "time_zone": ZONE,
        },
    )
    engagement = Engagement.objects.get(slug="harbor-and-nimbus")
    assert "1 of 10 steps done" in text(admin.get(url))
    for side, key, role in (
        ("practice", "manager", Role.PRACTICE_MANAGER),
        ("vendor", "lead", Role.VENDOR_LEAD),
        ("vendor", "coder", Role.VENDOR_CODER),
    ):
        done(admin, f"{url}roles/{side}/", {"user": people[key].pk, "role": role})
    assert "cannot reach any chart" in text(admin.get(url))

    base = f"/e/{engagement.slug}"
    manager, lead = client_of(people["manager"]), client_of(people["lead"])
    coder = client_of(people["coder"])
    agreement = SimpleUploadedFile("baa.pdf", b"%PDF-1.7 agreement")
    done(
        manager,
        f"{base}/baa/new/",
        {
            "effective_on": today - dt.timedelta(days=1),
            "expires_on": today + dt.timedelta(days=364),
            "breach_notice_hours": 24,
            "required_terms": BaaTerm.values,
            "document": agreement,
        },
    )
    with engagement_scope(engagement.pk):
        baa = BusinessAssociateAgreement.objects.get(engagement=engagement)
    signature = {"name": "Ann Lee", "title": "CEO", "authorized": "on"}
    done(manager, f"{base}/baa/{baa.pk}/sign/", signature)
    assert coder.get(f"{base}/providers/").status_code == 403
    assert "BAA waits for your signature" in text(lead.get(f"{base}/"))
    done(lead, f"{base}/baa/{baa.pk}/sign/", signature | {"name": "Bo Diaz"})
    assert coder.get(f"{base}/providers/").status_code == 200

    with engagement_scope(engagement.pk):
        calendar = Calendar.objects.get(engagement=engagement)
    terms_url = done(
        manager,
        f"{base}/terms/propose/",
        NEW_TERMS | {"effective_from": today, "calendar": calendar.pk},
    )
    assert "Terms wait for your side" in text(lead.get(f"{base}/"))
    done(lead, f"{terms_url}accept/", {})
    page = text(lead.get(f"{base}/terms/"))
    assert "Harbor Clinic on these terms" in page
    assert "95.0%" in page
    done(manager, f"{base}/recipients/", {"email": "cfo@harbor.example", "name": "CFO"})
    done(
        manager,
        f"{base}/providers/new/",
        {"npi": "1003000126", "name": "Dr Roe", "is_active": "on"},
    )
    with engagement_scope(engagement.pk):
        assert [s.key for s in setup_steps(engagement) if not s.done] == ["oversight"]
        assert closed_gate_reason(engagement) == ""
    assert "The vendor can reach charts" in text(admin.get(url))


PAGES = {
    "setup/": "steps done",
    "people/": "Own Vendor",
    "people/roles/": "Grant and revoke roles",
    "people/add/": "Give the role",
    "people/invite/": "Invite",
    "baa/": "The gate is open",
    "baa/new/": "Takes effect on",
    "terms/": "What was agreed",
    "terms/propose/": "Accuracy floors",
    "calendars/": "Business hours",
    "calendars/new/": "Hours of the week",
    "providers/": "Pat Provider",
    "providers/new/": "NPI",
    "recipients/": "Nobody receives the report yet",
}


@pytest.mark.parametrize("path", PAGES)
def test_practice_manager_reads_every_page_of_the_set_up(path, world, client_of):
    response = client_of("practice_manager").get(f"/e/{world.own.slug}/{path}")
    assert response.status_code == 200
    assert PAGES[path] in text(response)


@pytest.mark.parametrize(
    "path", ["platform/", "platform/organizations/", "platform/accounts/", "platform/accounts/?q=z"]
)
def test_platform_pages_are_the_administrators(path, world, client_of):
    assert client_of("platform_admin").get(f"/{path}").status_code == 200
    assert client_of("practice_manager").get(f"/{path}").status_code == 403


def test_empty_pages_say_what_to_do_next(scoped, client_of):
    BusinessAssociateAgreement.objects.all().delete()
    Provider.objects.all().delete()
    manager = client_of("practice_manager")
    base = f"/e/{scoped.own.slug}"
    assert "Draft it with its dates" in text(manager.get(f"{base}/baa/"))
    assert "the first import adds everybody" in text(manager.get(f"{base}/providers/"))
    assert "The practice manager drafts it" in text(client_of("vendor_lead").get(f"{base}/baa/"))


@pytest.mark.parametrize(
    ("path", "data", "message"),
    [
        ("baa/new/", {"effective_on": "soon", "breach_notice_hours": 24}, "Enter a valid date"),
        (
            "baa/new/",
            {
                "effective_on": "2026-05-01",
                "expires_on": "2026-04-01",
                "breach_notice_hours": 24,
            },
            "expire on 2026-04-01, before it takes effect",
        ),
        ("recipients/", {"email": "nonsense"}, "Enter a valid email address"),
        ("providers/new/", {"npi": "1234567890", "name": "X"}, "valid check digit"),
        ("providers/new/", {"npi": "1234567893", "name": "X"}, "has a provider with the NPI"),
        ("people/invite/", {"name": "", "email": "a@b.example"}, "This field is required"),
        ("people/add/", {"user": 0, "role": "vendor_coder"}, "Select a valid choice"),
        ("terms/propose/", NEW_TERMS | {"query_window_basis": ""}, "terms that leave it open"),
        ("terms/propose/", NEW_TERMS | {"turnaround-0-hours": "-4"}, "greater than or equal to 0"),
        ("terms/propose/", NEW_TERMS | {"confidence": "100"}, "less than or equal to 99.9"),
        (
            "terms/propose/",
            NEW_TERMS | {"effective_from": "2027-01-01"},
            "Business hours need a calendar",
        ),
        (
            "calendars/new/",
            {
                "name": "X",
                "time_zone": ZONE,
                "day_0": "nine to five",
                "exceptions-TOTAL_FORMS": "0",
                "exceptions-INITIAL_FORMS": "0",
            },
            "is no opening",
        ),
    ],
)
def test_forms_refuse_rubbish_in_clear_words(path, data, message, world, client_of):
    response = client_of("practice_manager").post(f"/e/{world.own.slug}/{path}", data)
    assert response.status_code == 400
    assert message in text(response).replace("&#x27;", "'")


@pytest.mark.covers("R13")
def test_baa_is_not_signed_without_the_confirmation(scoped, client_of, today):
    baa = BusinessAssociateAgreement.objects.create(engagement=scoped.own, effective_on=today)
    url = f"/e/{scoped.own.slug}/baa/{baa.pk}/sign/"
    response = client_of("vendor_lead").post(url, {"name": "Bo", "title": "CEO"})
    assert response.status_code == 400
    assert "Confirm that you are authorised" in text(response)
    baa.refresh_from_db()
    assert baa.vendor_signed_at is None


def test_calendar_is_edited_in_place(scoped, client_of):
    calendar = Calendar.objects.get(engagement=scoped.own)
    client = client_of("vendor_lead")
    url = f"/e/{scoped.own.slug}/calendars/{calendar.pk}/"
    assert 'value="09:00-17:00"' in client.get(url).content.decode()
    data = {
        "name": "Practice",
        "time_zone": ZONE,
        "country": "US",
        "subdivision": "ga",
        "is_default": "on",
        "day_0": "09:00-12:00, 13:00-17:00",
        "exceptions-TOTAL_FORMS": "1",
        "exceptions-INITIAL_FORMS": "0",
        "exceptions-0-day": "2026-12-24",
        "exceptions-0-name": "Christmas Eve",
        "exceptions-0-hours": "",
    }
    done(client, url, data)
    calendar.refresh_from_db()
    assert calendar.weekly_hours == [[0, "09:00", "12:00"], [0, "13:00", "17:00"]]
    assert calendar.holiday_subdivision == "GA"
    assert [(e.name, e.hours) for e in calendar.exceptions.all()] == [("Christmas Eve", [])]
    assert "Christmas Eve" in text(client.get(f"/e/{scoped.own.slug}/calendars/"))


def test_terms_are_declined_with_a_reason(scoped, client_of, today):
    manager, lead = client_of("practice_manager"), client_of("vendor_lead")
    calendar = Calendar.objects.get(engagement=scoped.own)
    ahead = today + dt.timedelta(days=30)
    sent = NEW_TERMS | {"effective_from": ahead, "calendar": calendar.pk}
    url = done(lead, f"/e/{scoped.own.slug}/terms/propose/", sent)
    assert "Decline the proposal" in text(manager.get(url))
    assert manager.post(f"{url}withdraw/", {"reason": ""}).status_code == 400
    done(manager, f"{url}withdraw/", {"reason": "The floor is too low"})
    assert Terms.objects.get(version=2).state == "withdrawn"
    assert manager.post(f"{url}accept/").status_code == 409


@pytest.mark.covers("R49")
def test_document_download_is_logged_and_never_inline(scoped, client_of, today):
    manager = client_of("practice_manager")
    upload = SimpleUploadedFile("Jane Doe agreement.pdf", b"%PDF-1.7 x")
    sent = {"effective_on": today, "breach_notice_hours": 24, "document": upload}
    done(manager, f"/e/{scoped.own.slug}/baa/new/", sent)
    document = BusinessAssociateAgreement.objects.exclude(document=None).get().document
    response = manager.get(f"/e/{scoped.own.slug}/documents/{document.pk}/")
    assert response["Content-Disposition"] == f'attachment; filename="baa-{document.pk}.pdf"'
    assert b"".join(response.streaming_content) == b"%PDF-1.7 x"
    assert (
        AccessLog.objects.filter(model="engagements.document", object_id=document.pk).count() == 1
    )
    assert client_of("provider").get(response.request["PATH_INFO"]).status_code == 403


@pytest.mark.covers("R133")
def test_role_is_given_and_taken_on_the_page(scoped, client_of):
    lead = client_of("vendor_lead")
    coder = scoped.user("vendor_coder")
    base = f"/e/{scoped.own.slug}/people"
    done(lead, f"{base}/add/", {"user": coder.pk, "role": "vendor_auditor"})
    given = Membership.objects.get(user=coder, role="vendor_auditor")
    assert given.created_by == scoped.user("vendor_lead")
    done(lead, f"{base}/{given.pk}/revoke/", {})
    other = Membership.objects.get(user=scoped.user("provider"))
    assert lead.post(f"{base}/{other.pk}/revoke/").status_code == 403


def test_platform_accounts_are_closed_opened_and_reset(world, client_of):
    admin = client_of("platform_admin")
    account = world.user("vendor_coder")
    url = f"/platform/accounts/{account.pk}/"
    for verb, active in (("close", False), ("open", True)):
        done(admin, f"{url}{verb}/", {})
        account.refresh_from_db()
        assert account.is_active is active
    done(admin, f"{url}reset-second-factor/", {})
    assert admin.post(f"{url}delete/").status_code == 404
    done(admin, url, {"name": "Coder One", "email": "coder.one@own.example"})
    account.refresh_from_db()
    assert (account.name, account.email) == ("Coder One", "coder.one@own.example")


def test_recipient_is_removed_on_the_page(scoped, client_of):
    client = client_of("practice_manager")
    row = ReportRecipient.objects.create(engagement=scoped.own, email="a@b.example")
    done(client, f"/e/{scoped.own.slug}/recipients/{row.pk}/remove/", {})
    assert "Nobody receives the report yet" in text(client.get(f"/e/{scoped.own.slug}/recipients/"))


@pytest.mark.parametrize(
    ("path", "queries"),
    [("people/", 9), ("providers/", 9), ("recipients/", 9), ("platform/accounts/", 5)],
)
def test_lists_ask_the_database_as_often_for_three_rows_as_for_one(
    path, queries, scoped, client_of, django_assert_num_queries
):
    client = client_of("platform_admin" if path.startswith("platform") else "practice_manager")
    url = f"/{path}" if path.startswith("platform") else f"/e/{scoped.own.slug}/{path}"
    client.get(url)
    for extra in range(2):
        ReportRecipient.objects.create(engagement=scoped.own, email=f"r{extra}@b.example")
        with django_assert_num_queries(queries):
            assert client.get(url).status_code == 200
        person = user(f"extra{extra}@own.example", scoped.own.practice)
        Membership.objects.create(engagement=scoped.own, user=person, role="denial_analyst")
        Provider.objects.create(
            engagement=scoped.own, npi=["1003000126", "1053321234"][extra], name="X", user=person
        )
        organization("vendor", f"Extra {extra}")


def test_checklist_links_only_to_pages_that_open(scoped, client_of):
    BusinessAssociateAgreement.objects.all().delete()
    base = f"/e/{scoped.own.slug}"
    page = client_of("vendor_lead").get(f"{base}/setup/").content.decode()
    linked = set(re.findall(rf'<th scope="row">\s*<a href="{base}/(\w+)/"', page))
    assert linked == {"people", "baa", "terms", "calendars"}
