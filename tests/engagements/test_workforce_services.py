"""Credentials, sites, training, guidance and the roster as they are kept."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.models import Credential, CredentialKind, SpecialtyCover
from engagements.selectors import engagement_today
from engagements.selectors.workforce.credentials import credential_matrix, units_required
from engagements.selectors.workforce.guidance import (
    instructions_of_chart,
    notices_of_chart,
    notices_unread,
    readers_of,
)
from engagements.selectors.workforce.roster import desks, turnover_of
from engagements.selectors.workforce.training import training_due, training_matrix
from engagements.services.workforce.catalogue import STANDARD, catalogue_fill, credentialkind_save
from engagements.services.workforce.credentials import (
    credential_revoke,
    credential_save,
    credential_units,
    credential_verify,
    evidence_store,
    specialtyrule_add,
    specialtyrule_end,
)
from engagements.services.workforce.guidance import (
    instruction_acknowledge,
    instruction_publish,
    notice_publish,
    notice_read,
    packs_add,
)
from engagements.services.workforce.roster import (
    cover_add,
    leave_add,
    leave_cancel,
    roster_join,
    roster_leave,
)
from engagements.services.workforce.sites import (
    residencyrule_add,
    site_approve,
    site_save,
    siteassignment_add,
)
from engagements.services.workforce.training import campaign_add, completion_record
from tests.factories.charts import chart

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def lead(actor_of):
    return actor_of("vendor_lead")


@pytest.fixture
def manager(actor_of):
    actor = actor_of("practice_manager")
    catalogue_fill(actor=actor)
    return actor


@pytest.fixture
def coder(scoped):
    return scoped.user("vendor_coder")


@pytest.fixture
def today_(scoped):
    return engagement_today(scoped.own)


def pdf(name="card.pdf"):
    return SimpleUploadedFile(name, b"%PDF-1.7 evidence", content_type="application/pdf")


def entered(lead, coder, today_, code="CPC", **fields):
    kind = CredentialKind.objects.get(code=code)
    days = {"issued_on": today_ - 365 * DAY, "expires_on": today_ + 365 * DAY}
    return credential_save(
        actor=lead, credential=None, user=coder, kind=kind, number="01", **(days | fields)
    )


@pytest.mark.covers("R40")
def test_the_catalogue_is_filled_once_and_stays_as_changed(manager):
    assert CredentialKind.objects.count() == len(STANDARD) == 33
    kind = CredentialKind.objects.get(code="CDERC")
    credentialkind_save(actor=manager, kind=kind, is_active=False, note="Retired by the body")
    assert catalogue_fill(actor=manager) == 0
    kind.refresh_from_db()
    assert (kind.is_active, kind.note) == (False, "Retired by the body")


@pytest.mark.covers("R40")
def test_a_credential_is_entered_by_the_vendor_and_verified_by_the_practice(
    manager, lead, coder, today_
):
    stored = evidence_store(actor=lead, upload=pdf(), title="Card")
    made = entered(lead, coder, today_, evidence=stored)
    with pytest.raises(NotAllowed):
        credential_verify(actor=lead, credential=made)
    credential_verify(actor=manager, credential=made)
    assert (made.verified_on, made.verified_by) == (today_, manager.user)
    with pytest.raises(StaleState, match="verified already"):
        credential_verify(actor=manager, credential=made)
    with pytest.raises(StaleState, match="Enter its renewal"):
        credential_save(
            actor=lead,
            credential=made,
            user=coder,
            kind=made.kind,
            number="02",
            issued_on=made.issued_on,
        )


def test_a_credential_without_evidence_is_verified_only_with_a_note(manager, lead, coder, today_):
    made = entered(lead, coder, today_)
    with pytest.raises(DomainError, match="no evidence on file"):
        credential_verify(actor=manager, credential=made)
    credential_verify(actor=manager, credential=made, note="Looked up at the body")
    credential_revoke(actor=manager, credential=made, on=today_, note="Wrong person")
    row = credential_matrix(manager, "vendor").rows[0]
    assert row.cells[0].standing.word == "revoked"
    assert not row.cells[0].standing.counts


def test_each_side_keeps_its_own_coders(manager, lead, scoped, today_):
    with pytest.raises(NotAllowed, match="own coders"):
        entered(manager, scoped.user("vendor_coder"), today_)
    with pytest.raises(DomainError, match="does not code in this engagement"):
        entered(lead, scoped.user("vendor_qa_lead"), today_)


def test_the_matrix_shows_the_credential_that_counts(manager, lead, coder, today_):
    old = entered(lead, coder, today_, issued_on=today_ - 900 * DAY, expires_on=today_ - 400 * DAY)
    new = entered(lead, coder, today_, expires_on=today_ + 30 * DAY)
    for row in (old, new):
        credential_verify(actor=manager, credential=row, note="seen")
    matrix = credential_matrix(manager, "vendor")
    assert [kind.code for kind in matrix.kinds] == ["CPC"]
    assert [(row.user, row.cells[0].standing.text) for row in matrix.rows] == [
        (coder, "30 days left")
    ]
    assert matrix.rows[0].units == ["AAPC: 0 of 36 units"]


@pytest.mark.parametrize(
    ("codes", "units"),
    [
        (["CPC"], 36),
        (["CPC", "CCC"], 40),
        (["CPC", "CCC", "COSC", "CEMC", "CRC"], 52),
        (["CPC", "CCC", "COSC", "CEMC", "CRC", "CIC"], 52),
        (["CCS"], 20),
        (["CCS", "RHIA"], 40),
    ],
)
@pytest.mark.covers("R40")
def test_units_asked_for_follow_the_number_of_credentials(manager, codes, units):
    kinds = [CredentialKind.objects.get(code=code) for code in codes]
    assert units_required([Credential(kind=kind) for kind in kinds]) == units


@pytest.mark.covers("R41")
def test_a_rule_never_means_every_specialty_by_accident(manager, today_):
    with pytest.raises(DomainError, match="Name the specialty"):
        specialtyrule_add(
            actor=manager, scope="specialty", codes=["CCC"], effective_from=today_, specialty=" "
        )
    with pytest.raises(DomainError, match="about every chart or about one specialty"):
        specialtyrule_add(
            actor=manager,
            scope="every",
            codes=["CPC"],
            effective_from=today_,
            specialty="Cardiology",
        )
    rule = specialtyrule_add(
        actor=manager,
        scope="specialty",
        codes=["CCC", "CIRCC"],
        effective_from=today_ - 9 * DAY,
        specialty="Internal Medicine",
    )
    assert rule.specialty == "internal_medicine"
    with pytest.raises(DomainError, match="is past"):
        specialtyrule_end(actor=manager, rule=rule, on=today_ - 5 * DAY)
    assert specialtyrule_end(actor=manager, rule=rule, on=today_).effective_to == today_


@pytest.mark.covers("R41")
def test_a_complex_specialty_asks_for_more_than_a_general_credential(manager, today_):
    with pytest.raises(DomainError, match="does not suffice"):
        specialtyrule_add(
            actor=manager,
            scope="specialty",
            codes=["CPC"],
            effective_from=today_,
            specialty="cardiology",
            is_complex_specialty=True,
        )
    with pytest.raises(DomainError, match="Not in the catalogue: XYZ"):
        specialtyrule_add(
            actor=manager,
            scope="specialty",
            codes=["XYZ"],
            effective_from=today_,
            specialty="cardiology",
        )


@pytest.mark.covers("R50")
def test_a_site_abroad_needs_evidence_and_a_lead_at_home(manager, lead, scoped, today_):
    site = site_save(actor=lead, site=None, name="Chennai", country="in")
    with pytest.raises(DomainError, match="no evidence"):
        site_approve(actor=manager, site=site, approved_from=today_)
    stored = evidence_store(actor=lead, upload=pdf(), title="Facility audit")
    site_save(actor=lead, site=site, name="Chennai", country="IN", evidence=stored)
    with pytest.raises(DomainError, match="no QA lead based in US"):
        site_approve(actor=manager, site=site, approved_from=today_)
    site_save(
        actor=lead,
        site=site,
        name="Chennai",
        country="IN",
        qa_lead=scoped.user("vendor_qa_lead"),
        qa_lead_country="us",
    )
    site_approve(actor=manager, site=site, approved_from=today_)
    assert (site.approved_by, site.evidence) == (manager.user, stored)
    with pytest.raises(NotAllowed):
        site_approve(actor=lead, site=site, approved_from=today_)
    with pytest.raises(DomainError, match="no QA lead based in US"):
        site_save(actor=lead, site=site, name="Chennai", country="IN")
    site.refresh_from_db()
    assert site.qa_lead == scoped.user("vendor_qa_lead")


def test_a_row_read_before_a_verification_does_not_undo_it(manager, lead, coder, today_):
    made = entered(lead, coder, today_)
    early = Credential.objects.get(pk=made.pk)
    credential_verify(actor=manager, credential=made, note="Confirmed by phone")
    with pytest.raises(StaleState):
        credential_save(
            actor=lead,
            credential=early,
            user=coder,
            kind=made.kind,
            number="02",
            issued_on=made.issued_on,
        )
    early = Credential.objects.get(pk=made.pk)
    early.verified_on = None
    credential_units(actor=lead, credential=early, earned=Decimal(12))
    kept = Credential.objects.get(pk=made.pk)
    assert (kept.number, kept.verified_on, kept.ceu_earned) == ("01", today_, Decimal(12))


@pytest.mark.covers("R50", "N8")
def test_a_coder_works_at_one_site_at_a_time(lead, coder, today_):
    sites = [site_save(actor=lead, site=None, name=name, country="US") for name in ("Ohio", "Iowa")]
    first = siteassignment_add(
        actor=lead, user=coder, site=sites[0], effective_from=today_ - 9 * DAY
    )
    with pytest.raises(DomainError, match=r"worked at Ohio .* and that stays"):
        siteassignment_add(actor=lead, user=coder, site=sites[1], effective_from=today_ - DAY)
    siteassignment_add(actor=lead, user=coder, site=sites[1], effective_from=today_)
    first.refresh_from_db()
    assert first.effective_to == today_ - DAY
    with pytest.raises(DomainError, match="works at a site then"):
        siteassignment_add(actor=lead, user=coder, site=sites[0], effective_from=today_ - 12 * DAY)


@pytest.mark.covers("R50")
def test_a_residency_rule_says_its_scope_and_source(manager, today_):
    common = {
        "actor": manager,
        "country": "in",
        "effect": "forbidden",
        "effective_from": today_,
        "review_on": today_ + 90 * DAY,
    }
    with pytest.raises(DomainError, match="do not fit the scope"):
        residencyrule_add(scope="state", source="Contract 4.2", **common)
    rule = residencyrule_add(scope="state", payer_state="tx", source="Contract 4.2", **common)
    assert (rule.payer_state, rule.country) == ("TX", "IN")


@pytest.mark.covers("R44")
def test_training_is_due_before_the_release_takes_effect(manager, lead, coder, scoped, today_):
    new_year = dt.date(today_.year + 1, 1, 1)
    with pytest.raises(DomainError, match="due after the release takes effect"):
        campaign_add(
            actor=manager, title="CPT", code_set="CPT", affected_from=new_year, due_on=new_year
        )
    made = campaign_add(
        actor=manager,
        title="CPT next year",
        code_set="CPT",
        affected_from=new_year,
        due_on=new_year - 10 * DAY,
    )
    assert training_due(scoped.own, coder, today_) == [made]
    assert training_due(scoped.own, scoped.user("in_house_coder"), today_) == []
    with pytest.raises(DomainError, match="needs its evidence"):
        completion_record(actor=lead, campaign=made, user=coder, completed_on=today_)
    completion_record(
        actor=lead, campaign=made, user=coder, completed_on=today_, note="Certificate 7"
    )
    assert training_due(scoped.own, coder, today_) == []
    cells = {row.user: row.cells[0].word for row in training_matrix(manager).rows}
    assert cells == {coder: "completed", scoped.user("in_house_coder"): "not_applicable"}


def notice(manager, today_, **fields):
    values = {
        "kind": "coverage",
        "title": "LCD changed",
        "body": "New limits.",
        "source": "LCD L12345",
        "scope": "every",
        "effective_from": today_,
    }
    return notice_publish(actor=manager, **(values | fields))


@pytest.mark.covers("R46")
def test_a_notice_keeps_who_has_read_it(manager, actor_of, scoped, coder, today_):
    made = notice(manager, today_)
    actor = actor_of("vendor_coder")
    assert list(notices_unread(scoped.own, coder, today_)) == [made]
    first = notice_read(actor=actor, notice=made)
    assert notice_read(actor=actor, notice=made) == first
    assert list(notices_unread(scoped.own, coder, today_)) == []
    read = {reader.user: reader.read_at is not None for reader in readers_of(made)}
    assert read == {coder: True, scoped.user("in_house_coder"): False}


@pytest.mark.covers("R47")
def test_a_chart_shows_the_notices_of_its_payer_and_state(manager, scoped, today_):
    assert packs_add(actor=manager, states=["GA", "PA"]) == 4
    assert packs_add(actor=manager, states=["GA"]) == 0
    notice(manager, today_, title="Ended", effective_from=today_ - 9 * DAY, effective_to=today_)
    georgian = chart(scoped.own, payer_state="GA", date_of_service=today_ + DAY)
    assert {row.title for row in notices_of_chart(manager, georgian)} == {
        "Georgia Medicaid: fee schedules change every quarter",
        "Georgia Families: each care management organization has its own edits",
    }
    nowhere = chart(scoped.own, payer_state="", date_of_service=today_ + DAY)
    assert list(notices_of_chart(manager, nowhere)) == []


@pytest.mark.covers("R35")
def test_instructions_are_versions_and_match_in_all_they_name(manager, actor_of, scoped, today_):
    payer = scoped.own and chart(scoped.own).payer
    first = instruction_publish(
        actor=manager,
        title="Medicare: modifier 25",
        body="Only with a separate note.",
        scope="some",
        payer=payer,
        specialty="Cardiology",
        effective_from=today_ - 30 * DAY,
    )
    second = instruction_publish(
        actor=manager,
        title=first.title,
        body="Never on the day of a stress test.",
        scope="some",
        payer=payer,
        specialty="cardiology",
        effective_from=today_,
        replaces=first,
    )
    first.refresh_from_db()
    assert (second.code, second.version, first.effective_to) == (first.code, 2, today_ - DAY)
    old, new, other = (
        chart(scoped.own, specialty=specialty, date_of_service=day, payer=payer)
        for specialty, day in (
            ("cardiology", today_ - DAY),
            ("cardiology", today_),
            ("oncology", today_),
        )
    )
    assert list(instructions_of_chart(manager, old)) == [first]
    assert list(instructions_of_chart(manager, new)) == [second]
    assert list(instructions_of_chart(manager, other)) == []
    instruction_acknowledge(actor=actor_of("vendor_coder"), instruction=second)
    shown = instructions_of_chart(actor_of("vendor_coder"), new).get()
    assert (shown.is_acknowledged, shown.acknowledged) == (True, 1)
    with pytest.raises(DomainError, match="match something"):
        instruction_publish(
            actor=manager, title="Nothing", body="x", scope="some", effective_from=today_
        )


@pytest.mark.covers("R43")
def test_leaving_the_roster_ends_the_covers(lead, coder, today_):
    entry = roster_join(actor=lead, user=coder, joined_on=today_ - 99 * DAY)
    with pytest.raises(DomainError, match="on the roster then"):
        roster_join(actor=lead, user=coder, joined_on=today_)
    cover = cover_add(
        actor=lead,
        user=coder,
        specialty="Cardiology",
        rank="primary",
        weekly_hours=Decimal(30),
        effective_from=today_ - 50 * DAY,
    )
    roster_leave(actor=lead, entry=entry, left_on=today_, reason="Moved away")
    cover.refresh_from_db()
    assert cover.effective_to == today_
    assert desks(lead.engagement, today_ + DAY) == []


@pytest.mark.covers("R42")
def test_a_specialty_with_one_coder_stands_alone(lead, coder, scoped, today_):
    roster_join(actor=lead, user=coder, joined_on=today_)
    hours = {"weekly_hours": Decimal(20), "actor": lead}
    cover_add(user=coder, specialty="cardiology", rank="backup", **hours)
    cover_add(user=coder, specialty="cardiology", rank="primary", **hours)
    assert SpecialtyCover.objects.count() == 1
    found = desks(scoped.own, today_, frozenset({"oncology"}))
    assert [(desk.specialty, desk.problem) for desk in found] == [
        ("cardiology", "no backup"),
        ("oncology", "nobody covers it"),
    ]


def test_a_running_leave_ends_yesterday_and_a_coming_one_goes(lead, coder, today_):
    running = leave_add(
        actor=lead, user=coder, starts_on=today_ - 3 * DAY, ends_on=today_ + 3 * DAY
    )
    coming = leave_add(
        actor=lead, user=coder, starts_on=today_ + 9 * DAY, ends_on=today_ + 10 * DAY
    )
    leave_cancel(actor=lead, leave=running)
    leave_cancel(actor=lead, leave=coming)
    running.refresh_from_db()
    assert running.ends_on == today_ - DAY
    assert type(coming).objects.filter(starts_on__gt=today_).count() == 0


MARCH = dt.date(2026, 3, 31)


@pytest.mark.parametrize(
    ("spans", "months", "left", "average", "rate"),
    [
        pytest.param([], 1, 0, Fraction(0), None, id="nobody"),
        pytest.param(
            [(dt.date(2025, 1, 1), None)] * 9
            + [(dt.date(2025, 1, 1), dt.date(2026, 3, 10)), (dt.date(2026, 3, 2), None)],
            1,
            1,
            Fraction(10),
            Fraction(1, 10),
            id="one of ten left and was replaced",
        ),
        pytest.param(
            [(dt.date(2025, 1, 1), MARCH), (dt.date(2025, 1, 1), None)],
            1,
            1,
            Fraction(3, 2),
            Fraction(2, 3),
            id="left on the last day of the month",
        ),
        pytest.param(
            [(dt.date(2025, 1, 1), dt.date(2025, 9, 30)), (dt.date(2025, 1, 1), None)],
            12,
            1,
            Fraction(35, 24),
            Fraction(24, 35),
            id="rolling twelve months",
        ),
    ],
)
@pytest.mark.covers("R43", "R108")
def test_turnover_is_leavers_over_the_average_roster(spans, months, left, average, rate):
    found = turnover_of(spans, MARCH, months=months)
    assert (found.left, found.average, found.rate) == (left, average, rate)
