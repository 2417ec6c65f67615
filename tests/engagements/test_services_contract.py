"""The BAA and its gate, the terms, calendars, directory and documents."""

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from engagements.enums import TermsState
from engagements.enums.agreement import BaaTerm
from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.models import (
    BusinessAssociateAgreement,
    CalendarException,
    Document,
    ReportRecipient,
    Terms,
)
from engagements.selectors import (
    actor_for,
    baa_standing,
    calendar_of,
    calendars_of,
    closed_gate_reason,
    setup_steps,
)
from engagements.selectors.clock_terms import turnaround_class_of
from engagements.services import (
    ExceptionRow,
    FloorRow,
    TermsDraft,
    TurnaroundRow,
    baa_create,
    baa_sign,
    baa_terminate,
    baa_update,
    calendar_save,
    document_store,
    provider_save,
    recipient_add,
    recipient_remove,
    terms_accept,
    terms_propose,
    terms_withdraw,
)
from engagements.work.agreement import contract_drafts
from engagements.work.contract import baa_cards
from tests.factories.agreement import baa_drafted

DAY = dt.timedelta(days=1)
WEEK = {day: [("09:00", "17:00")] for day in range(5)}


@pytest.fixture
def no_baa(scoped):
    BusinessAssociateAgreement.objects.all().delete()
    return scoped


def sign_both(actor_of, baa):
    baa_sign(actor=actor_of("practice_manager"), baa=baa, name="Ann Lee", title="CEO")
    baa_sign(actor=actor_of("vendor_lead"), baa=baa, name="Bo Diaz", title="President")


@pytest.mark.covers("R13", "N1")
def test_gate_opens_only_when_both_signed_and_the_day_has_come(no_baa, actor_of, today):
    manager = actor_of("practice_manager")
    assert "No business associate agreement" in closed_gate_reason(no_baa.own)
    baa = baa_drafted(
        manager,
        effective_on=today - DAY,
        expires_on=today + 30 * DAY,
    )
    assert baa_standing(baa, no_baa.own).word == "unsigned"
    baa_sign(actor=manager, baa=baa, name="Ann Lee", title="CEO")
    assert "signature of the vendor" in closed_gate_reason(no_baa.own)
    assert actor_of("vendor_coder").can("chart.view") is False
    baa_sign(actor=actor_of("vendor_lead"), baa=baa, name="Bo Diaz", title="President")
    assert closed_gate_reason(no_baa.own) == ""
    assert actor_of("vendor_coder").can("chart.view") is True
    assert baa_standing(baa, no_baa.own).word == "in_force"


def test_gate_page_says_why_and_who_must_act(no_baa, client_of):
    page = client_of("vendor_lead").get(f"/e/{no_baa.own.slug}/providers/")
    assert page.status_code == 403
    assert "No business associate agreement is on file" in page.content.decode()
    assert client_of("vendor_lead").get(f"/e/{no_baa.own.slug}/baa/").status_code == 200


@pytest.mark.covers("R13")
def test_baa_sign_is_once_and_for_ones_own_side(no_baa, actor_of, today):
    manager = actor_of("practice_manager")
    baa = baa_drafted(manager, effective_on=today)
    baa_sign(actor=manager, baa=baa, name="Ann Lee", title="CEO")
    with pytest.raises(StaleState):
        baa_sign(actor=manager, baa=baa, name="Ann Lee", title="CEO")
    with pytest.raises(NotAllowed):
        baa_sign(actor=actor_of("vendor_coder"), baa=baa, name="Cy", title="Coder")
    baa.refresh_from_db()
    assert (baa.practice_signed_by, baa.practice_title) == (manager.user, "CEO")
    assert baa.vendor_signed_at is None


@pytest.mark.covers("R13")
def test_baa_sign_needs_name_and_title(no_baa, actor_of, today):
    manager = actor_of("practice_manager")
    baa = baa_drafted(manager, effective_on=today)
    with pytest.raises(DomainError) as refused:
        baa_sign(actor=manager, baa=baa, name="Ann Lee", title=" ")
    assert refused.value.field == "title"


@pytest.mark.covers("R34")
def test_baa_update_ends_with_the_first_signature(no_baa, actor_of, today):
    manager = actor_of("practice_manager")
    baa = baa_drafted(manager, effective_on=today)
    change = {"effective_on": today + DAY, "expires_on": None, "breach_notice_hours": 24}
    shown = BusinessAssociateAgreement.objects.get(pk=baa.pk)
    assert baa_update(actor=manager, baa=baa, **change).breach_notice_hours == 24
    baa_update(actor=manager, baa=baa, **change, required_terms=BaaTerm.values[1:])
    with pytest.raises(DomainError, match="lacks 1 of the ten"):
        baa_sign(actor=actor_of("vendor_lead"), baa=shown, name="Bo Diaz", title="President")
    baa_update(actor=manager, baa=baa, **change, required_terms=BaaTerm.values)
    baa_sign(actor=actor_of("vendor_lead"), baa=baa, name="Bo Diaz", title="President")
    with pytest.raises(StaleState):
        baa_update(actor=manager, baa=baa, **change)
    with pytest.raises(DomainError, match="before it takes effect"):
        baa_create(actor=manager, effective_on=today, expires_on=today - DAY)


@pytest.mark.covers("R13", "N1")
def test_baa_terminate_closes_the_gate_on_its_day(scoped, actor_of, today):
    manager = actor_of("practice_manager")
    baa = BusinessAssociateAgreement.objects.get(engagement=scoped.own)
    with pytest.raises(DomainError, match="is past"):
        baa_terminate(actor=manager, baa=baa, on=today - 2 * DAY, reason="x")
    with pytest.raises(NotAllowed):
        baa_terminate(actor=actor_of("vendor_lead"), baa=baa, on=today, reason="x")
    ended = baa_terminate(actor=manager, baa=baa, on=today + 3 * DAY, reason="Moving in house")
    assert closed_gate_reason(scoped.own) == ""
    assert baa_standing(ended, scoped.own).days_left in {2, 3, 4}
    BusinessAssociateAgreement.objects.update(terminated_on=today - DAY)
    assert "was terminated" in closed_gate_reason(scoped.own)
    with pytest.raises(StaleState):
        baa_terminate(actor=manager, baa=baa, on=today + DAY, reason="again")


def draft(effective_from, **changes):
    values = {
        "effective_from": effective_from,
        "floors": [FloorRow(floor=Decimal("0.95"))],
        "turnaround": [TurnaroundRow(hours=Decimal(48), basis="elapsed")],
        "query_window_hours": 48,
        "query_window_basis": "elapsed",
    }
    return TermsDraft(**(values | changes))


@pytest.mark.covers("N1")
def test_terms_accept_is_for_the_other_side_and_closes_what_went_before(scoped, actor_of, today):
    manager, lead = actor_of("practice_manager"), actor_of("vendor_lead")
    first = Terms.objects.get(engagement=scoped.own)
    terms = terms_propose(actor=manager, draft=draft(today + 10 * DAY))
    assert (terms.version, terms.state, terms.proposed_side) == (2, "proposed", "practice")
    with pytest.raises(NotAllowed):
        terms_accept(actor=manager, terms=terms)
    terms_accept(actor=lead, terms=terms)
    first.refresh_from_db()
    assert (first.effective_to, terms.state) == (today + 9 * DAY, TermsState.ACCEPTED)
    with pytest.raises(StaleState):
        terms_accept(actor=lead, terms=terms)


def test_terms_that_overlap_a_dated_version_are_refused(scoped, actor_of, today):
    manager, lead = actor_of("practice_manager"), actor_of("vendor_lead")
    Terms.objects.update(effective_to=today + 20 * DAY)
    terms = terms_propose(actor=manager, draft=draft(today + 10 * DAY))
    with pytest.raises(DomainError, match="overlaps version 1"):
        terms_accept(actor=lead, terms=terms)
    assert Terms.objects.get(pk=terms.pk).state == "proposed"
    later = terms_propose(actor=manager, draft=draft(today + 21 * DAY))
    assert terms_accept(actor=lead, terms=later).state == "accepted"


@pytest.mark.covers("N1")
def test_terms_do_not_rewrite_the_past(scoped, actor_of, today):
    terms = terms_propose(actor=actor_of("practice_manager"), draft=draft(today - 5 * DAY))
    with pytest.raises(DomainError, match="rewrite the past"):
        terms_accept(actor=actor_of("vendor_lead"), terms=terms)


def test_terms_withdraw_needs_a_reason_and_ends_the_proposal(scoped, actor_of, today):
    terms = terms_propose(actor=actor_of("vendor_lead"), draft=draft(today + DAY))
    with pytest.raises(DomainError, match="want to know why"):
        terms_withdraw(actor=actor_of("practice_manager"), terms=terms, reason=" ")
    terms_withdraw(actor=actor_of("practice_manager"), terms=terms, reason="Floor too low")
    with pytest.raises(StaleState):
        terms_accept(actor=actor_of("practice_manager"), terms=terms)


@pytest.mark.covers("R17", "R21")
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"floors": []}, "floors"),
        ({"floors": [FloorRow(floor=Decimal("0.95")), FloorRow(floor=Decimal("0.9"))]}, "floors"),
        ({"floors": [FloorRow(floor=Decimal("1.2"))]}, "floors"),
        ({"turnaround": []}, "turnaround"),
        (
            {"turnaround": [TurnaroundRow(hours=Decimal(8), basis="elapsed", urgency="urgent")]},
            "turnaround",
        ),
        ({"turnaround": [TurnaroundRow(hours=Decimal(0), basis="elapsed")]}, "turnaround"),
        ({"turnaround": [TurnaroundRow(hours=Decimal(48), basis="")]}, "basis"),
        ({"turnaround": [TurnaroundRow(hours=Decimal(48), basis="business")]}, "calendar"),
        ({"query_window_basis": ""}, "basis"),
        ({"effective_to": dt.date(2000, 1, 1)}, "effective_to"),
    ],
)
def test_terms_propose_refuses_what_cannot_be_kept(scoped, actor_of, today, changes, field):
    with pytest.raises(DomainError) as refused:
        terms_propose(actor=actor_of("practice_manager"), draft=draft(today, **changes))
    assert refused.value.field == field
    assert refused.value.remedy != ""


@pytest.mark.covers("R21")
def test_calendar_save_builds_the_kernels_calendar(scoped, actor_of):
    calendar = calendar_save(
        actor=actor_of("vendor_lead"),
        calendar=None,
        name="Night shift",
        time_zone="Asia/Kolkata",
        week={0: [("22:00", "02:00")], 1: [("09:00", "12:00"), ("13:00", "17:00")]},
        country="US",
        exceptions=[ExceptionRow(dt.date(2026, 12, 28), "Stocktaking")],
    )
    work = calendar_of(calendars_of(scoped.own).get(pk=calendar.pk))
    zone = ZoneInfo("Asia/Kolkata")
    start = dt.datetime(2026, 3, 2, 23, tzinfo=zone)
    assert work.add(start, dt.timedelta(hours=4)) == dt.datetime(2026, 3, 3, 10, tzinfo=zone)
    assert work.is_working(dt.datetime(2026, 12, 28, 23, tzinfo=zone)) is False
    assert calendar.is_default is False


def test_calendar_save_again_changes_nothing_and_rubbish_is_refused(scoped, actor_of):
    manager = actor_of("practice_manager")
    values = {"actor": manager, "name": "Week", "time_zone": "America/Chicago", "week": WEEK}
    rows = [ExceptionRow(dt.date(2026, 12, 24), "Christmas Eve", (("09:00", "12:00"),))]
    calendar = calendar_save(calendar=None, exceptions=rows, **values)
    calendar_save(calendar=calendar, exceptions=rows, **values)
    assert CalendarException.objects.filter(calendar=calendar).count() == 1
    for changes, field in (
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"country": "XX"}, "country"),
        ({"country": "US", "subdivision": "ZZ"}, "subdivision"),
        ({"week": {}}, "week"),
        ({"name": "Practice"}, "name"),
    ):
        with pytest.raises(DomainError) as refused:
            calendar_save(calendar=calendar, **(values | changes))
        assert refused.value.field == field
    with pytest.raises(DomainError, match="overlap"):
        calendar_save(
            calendar=calendar, **(values | {"week": {0: [("09:00", "13:00"), ("12:00", "17:00")]}})
        )


def test_a_new_default_calendar_replaces_the_old_one(scoped, actor_of):
    made = calendar_save(
        actor=actor_of("practice_manager"),
        calendar=None,
        name="New",
        time_zone="UTC",
        week=WEEK,
        is_default=True,
    )
    assert list(calendars_of(scoped.own).filter(is_default=True)) == [made]


OFFICE_DAYS = {"time_zone": "America/New_York", "week": WEEK}


def ny(*when):
    return dt.datetime(*when, tzinfo=ZoneInfo("America/New_York"))


def worked(engagement, calendar, start, end):
    work = calendar_of(calendars_of(engagement).get(pk=calendar.pk))
    return work.between(start, end) / dt.timedelta(hours=1)


@pytest.mark.covers("R21", "R24", "N4")
def test_a_changed_calendar_counts_from_its_day_and_never_backwards(
    scoped, actor_of, client_of, time_machine
):
    """Two working weeks of March; on Monday the 9th, Mondays and Tuesdays are given up."""
    lead, week = actor_of("vendor_lead"), (ny(2026, 3, 2), ny(2026, 3, 7))
    following = (ny(2026, 3, 9), ny(2026, 3, 14))
    time_machine.move_to(ny(2026, 2, 20, 12))
    named = {"actor": lead, "name": "Vendor", "side": "vendor", "is_default": True}
    made = calendar_save(calendar=None, **named, **OFFICE_DAYS)
    time_machine.move_to(ny(2026, 3, 9, 12))
    short = OFFICE_DAYS | {"week": {day: WEEK[day] for day in (2, 3, 4)}}
    closed = [ExceptionRow(dt.date(2026, 3, 4), "Closed"), ExceptionRow(dt.date(2026, 3, 12), "")]
    calendar_save(calendar=made, **named, **short, exceptions=closed)
    assert worked(scoped.own, made, *week) == 40
    assert worked(scoped.own, made, *following) == 16
    calendar_save(calendar=made, **named, **short)
    assert worked(scoped.own, made, *following) == 24
    assert [past["until"] for past in made.past] == ["2026-02-20", "2026-03-09"]
    time_machine.move_to(ny(2026, 3, 12, 12))
    calendar_save(calendar=made, **named, **OFFICE_DAYS)
    assert [past["until"] for past in made.past] == ["2026-02-20", "2026-03-09", "2026-03-12"]
    assert (worked(scoped.own, made, *week), worked(scoped.own, made, *following)) == (40, 24)
    kept = made.past
    calendar_save(calendar=made, **named, **OFFICE_DAYS)
    assert made.past == kept
    shown = client_of("vendor_lead").get(reverse("engagements:calendars", args=["own"]))
    assert "Days before 2026-03-12" in shown.content.decode()
    assert "Monday closed; Tuesday closed; Wednesday 09:00-17:00" in shown.content.decode()


@pytest.mark.covers("R21", "R24")
def test_a_calendar_that_takes_anothers_place_counts_from_that_day(scoped, actor_of, time_machine):
    """The practice's hours counted for the vendor as long as it had none of its own."""
    lead, manager = actor_of("vendor_lead"), actor_of("practice_manager")
    week = (ny(2026, 3, 2), ny(2026, 3, 7))
    time_machine.move_to(ny(2026, 3, 4, 12))
    named = {"actor": lead, "name": "Vendor", "side": "vendor"}
    night = {"time_zone": "America/New_York", "week": {day: [("20:00", "22:00")] for day in WEEK}}
    first = calendar_save(calendar=None, **named, **night)
    assert worked(scoped.own, first, *week) == 2 * 8 + 3 * 2
    time_machine.move_to(ny(2026, 3, 6, 12))
    again = {"actor": lead, "name": "Other", "side": "vendor", "is_default": True}
    second = calendar_save(calendar=None, **again, **OFFICE_DAYS)
    assert worked(scoped.own, second, *week) == 2 * 8 + 2 * 2 + 8
    with pytest.raises(DomainError) as refused:
        calendar_save(calendar=second, **(again | {"side": "practice"}), **OFFICE_DAYS)
    assert refused.value.field == "side"
    Terms.objects.update(calendar=first)
    with pytest.raises(DomainError) as refused:
        calendar_save(calendar=first, **(named | {"is_default": True}), **night)
    assert refused.value.field == "is_default"
    own = calendars_of(scoped.own).get(side="practice", is_default=True)
    assert (own.past, manager.side) == ([], "practice")


def test_provider_save_checks_number_and_account(scoped, actor_of):
    manager = actor_of("practice_manager")
    entry = {"actor": manager, "provider": None, "name": "Dr Roe"}
    with pytest.raises(DomainError, match="no NPI"):
        provider_save(npi="1234567890", **entry)
    with pytest.raises(DomainError, match="already"):
        provider_save(npi="1234567893", **entry)
    with pytest.raises(DomainError, match="provider role"):
        provider_save(npi="1003000126", user=scoped.user("vendor_coder"), **entry)
    made = provider_save(npi="1003000126", user=scoped.user("provider"), **entry)
    assert made.user == scoped.user("provider")


@pytest.mark.covers("R31")
def test_recipients_are_added_once_and_removed_softly(scoped, actor_of):
    manager = actor_of("practice_manager")
    first = recipient_add(actor=manager, email="CFO@Clinic.example")
    assert recipient_add(actor=manager, email="cfo@clinic.example", name="C") == first
    recipient_remove(actor=manager, recipient=first)
    assert ReportRecipient.objects.get(pk=first.pk).is_active is False
    with pytest.raises(DomainError, match="no e-mail address"):
        recipient_add(actor=manager, email="nonsense")


def test_document_store_sniffs_hashes_and_keeps_one_copy(scoped, actor_of):
    manager = actor_of("practice_manager")

    def upload(content, name="agreement.pdf"):
        return SimpleUploadedFile(name, content)

    kept = document_store(actor=manager, upload=upload(b"%PDF-1.7 text"), kind="baa")
    again = document_store(actor=manager, upload=upload(b"%PDF-1.7 text", "copy.pdf"), kind="baa")
    assert again == kept
    assert kept.sha256 in kept.file.name
    assert "agreement" not in kept.file.name
    assert (kept.content_type, kept.size) == ("application/pdf", 13)
    for content, message in ((b"MZ\x90 program", "no PDF"), (b"", "empty")):
        with pytest.raises(DomainError, match=message):
            document_store(actor=manager, upload=upload(content), kind="baa")
    assert Document.objects.count() == 1


@pytest.mark.covers("R13")
def test_setup_steps_name_what_is_missing_and_who_acts(no_baa, actor_of, today):
    steps = {step.key: step for step in setup_steps(no_baa.own)}
    missing = {key for key, step in steps.items() if not step.done}
    assert missing == {"baa", "baa_practice", "baa_vendor", "baa_in_force", "recipients"}
    assert {key for key in steps if steps[key].gate} == missing - {"recipients"}
    sign_both(
        actor_of,
        baa_drafted(actor_of("practice_manager"), effective_on=today - DAY),
    )
    assert [s.key for s in setup_steps(no_baa.own) if not s.done] == ["recipients"]


@pytest.mark.covers("R13")
def test_what_is_drafted_to_follow_does_not_hide_the_agreement_in_force(scoped, actor_of, today):
    """The gate stays open, and My work goes on saying when it will close."""
    manager, lead = actor_of("practice_manager"), actor_of("vendor_lead")
    BusinessAssociateAgreement.objects.update(expires_on=today + 20 * DAY)
    renewal = baa_drafted(manager, effective_on=today + 21 * DAY)

    def told(actor):
        return [card.title for card in baa_cards(actor)]

    def gates():
        return [step.key for step in setup_steps(scoped.own) if step.gate and not step.done]

    assert (closed_gate_reason(scoped.own), gates()) == ("", [])
    assert told(manager) == ["The BAA waits for your signature", "The BAA ends soon"]
    baa_sign(actor=manager, baa=renewal, name="Ann Lee", title="CEO")
    assert told(manager) == ["The BAA ends soon"]
    assert told(lead) == ["The BAA waits for your signature", "The BAA ends soon"]
    ends = [draft.title for draft in contract_drafts(scoped.own, timezone.now())]
    assert [title for title in ends if title.startswith("The BAA ends")] != []
    baa_sign(actor=lead, baa=renewal, name="Bo Diaz", title="President")
    assert (told(manager), told(lead), gates()) == ([], [], [])


def test_actor_of_an_ended_role_is_none(scoped):
    user = scoped.user("vendor_coder")
    user.memberships.update(ends_on=dt.date(2020, 1, 1))
    assert actor_for(user=user, engagement=scoped.own) is None


@pytest.mark.covers("R77", "R123", "R132")
@pytest.mark.parametrize(
    "role", ["practice_manager", "cdi_coordinator", "denial_analyst", "compliance_officer"]
)
def test_an_oversight_role_that_nobody_holds_is_named(scoped, client_of, role):
    def oversight():
        (step,) = (step for step in setup_steps(scoped.own) if step.key == "oversight")
        return step.done, step.detail

    assert oversight() == (True, "All four roles are filled")
    scoped.user(role).memberships.all().delete()
    label = role.replace("_", " ").replace("cdi", "CDI")
    done, detail = oversight()
    assert (done, detail.lower()) == (False, f"unfilled: {label}".lower())
    page = client_of("vendor_lead").get(f"/e/{scoped.own.slug}/setup/").content.decode()
    assert detail in page


@pytest.mark.covers("R21")
@pytest.mark.parametrize(
    ("chart", "hours"),
    [
        (("outpatient", "routine", "standard"), 48),
        (("outpatient", "routine", "complex"), 60),
        (("inpatient", "routine", "standard"), 72),
        (("inpatient", "routine", "complex"), 72),
        (("inpatient", "urgent", "standard"), 8),
        (("emergency", "urgent", "complex"), 4),
        (("emergency", "routine", "standard"), 48),
    ],
)
def test_the_turnaround_row_that_fits_best_is_taken(scoped, chart, hours):
    terms = Terms.objects.get()
    terms.turnaround_classes.all().delete()
    for encounter_class, urgency, complexity, allowed in (
        ("", "routine", "", 48),
        ("", "routine", "complex", 60),
        ("inpatient", "routine", "", 72),
        ("", "urgent", "", 8),
        ("emergency", "urgent", "", 4),
    ):
        terms.turnaround_classes.create(
            engagement=scoped.own,
            encounter_class=encounter_class,
            urgency=urgency,
            complexity=complexity,
            hours=Decimal(allowed),
            basis="elapsed",
        )
    encounter_class, urgency, complexity = chart
    row = turnaround_class_of(
        terms.turnaround_classes.all(),
        encounter_class=encounter_class,
        urgency=urgency,
        complexity=complexity,
    )
    assert row.hours == hours
