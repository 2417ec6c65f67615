"""What has to be on file, what is, what it replaced, and who works for the vendor."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from engagements.enums.agreement import KEPT_ELSEWHERE
from engagements.kernel.errors import DomainError, NotAllowed
from engagements.models import Document, Subcontractor
from engagements.selectors.dates import notice_step
from engagements.selectors.vault import vault_of
from engagements.services.vault import requirement_set, subcontractor_save, vault_document_add
from engagements.services.workforce.credentials import evidence_store

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def pdf(text="one"):
    return SimpleUploadedFile("policy.pdf", b"%PDF-1.7 " + text.encode())


def entry(engagement, kind):
    return next(e for e in vault_of(engagement) if e.kind == kind)


@pytest.mark.covers("R14", "R15")
def test_required_documents_are_missing_until_they_are_on_file(scoped, today, actor_of):
    words = {e.kind.value: (e.side, e.word(today)) for e in vault_of(scoped.own)}
    assert words == {
        "contract": ("practice", "missing"),
        "privacy_policy": ("vendor", "missing"),
        "security_policy": ("vendor", "missing"),
        "training_records": ("vendor", "missing"),
        "breach_procedure": ("vendor", "missing"),
        "soc2": ("vendor", "missing"),
        "hitrust": ("vendor", "optional"),
        "iso27001": ("vendor", "optional"),
    }
    vault_document_add(actor=actor_of("vendor_lead"), upload=pdf(), kind="privacy_policy")
    assert entry(scoped.own, "privacy_policy").word(today) == "on_file"


@pytest.mark.covers("R15")
def test_evidence_of_a_record_is_no_document_of_the_contract(scoped, today, actor_of):
    lead = actor_of("vendor_lead")
    evidence_store(actor=lead, upload=pdf("a coder's card"), title="Card")
    assert entry(scoped.own, "training_records").word(today) == "missing"
    vault_document_add(actor=lead, upload=pdf("a coder's card"), kind="training_records")
    assert entry(scoped.own, "training_records").word(today) == "on_file"


@pytest.mark.parametrize("kind", sorted(KEPT_ELSEWHERE))
def test_what_is_made_elsewhere_is_not_filed_by_hand(kind, scoped, actor_of):
    with pytest.raises(DomainError, match="no document of the contract"):
        vault_document_add(actor=actor_of("vendor_lead"), upload=pdf(), kind=kind)
    with pytest.raises(DomainError, match="no document of the contract"):
        requirement_set(
            actor=actor_of("practice_manager"), kind=kind, side="vendor", is_required=True
        )


@pytest.mark.covers("R15")
@pytest.mark.parametrize(
    ("days", "word"),
    [(-1, "expired"), (0, "ends_soon"), (90, "ends_soon"), (91, "on_file")],
    ids=["yesterday", "today", "in-90-days", "in-91-days"],
)
def test_attestation_is_judged_by_the_end_of_its_period(days, word, scoped, actor_of, today):
    end = today + days * DAY
    vault_document_add(
        actor=actor_of("vendor_lead"),
        upload=pdf(),
        kind="soc2",
        period_start=end - 365 * DAY,
        period_end=end,
    )
    found = entry(scoped.own, "soc2")
    assert (found.word(today), found.ends_on) == (word, end)


def test_attestation_without_a_period_is_refused(actor_of, today):
    with pytest.raises(DomainError) as refused:
        vault_document_add(actor=actor_of("vendor_lead"), upload=pdf(), kind="soc2")
    assert refused.value.field == "period_end"


def test_a_newer_document_replaces_and_keeps_the_older(scoped, actor_of, today):
    lead = actor_of("vendor_lead")
    made = [
        vault_document_add(actor=lead, upload=pdf(text), kind="security_policy", title=text)
        for text in ("2025", "2026", "2027")
    ]
    found = entry(scoped.own, "security_policy")
    assert found.current == made[2]
    assert found.earlier == [made[1], made[0]]
    assert [d.replaces_id for d in made] == [None, made[0].pk, made[1].pk]
    with pytest.raises(DomainError, match="on file already"):
        vault_document_add(actor=lead, upload=pdf("2027"), kind="security_policy")
    assert Document.objects.filter(kind="security_policy").count() == 3


def test_data_files_are_no_documents_of_the_contract(actor_of):
    with pytest.raises(DomainError) as refused:
        vault_document_add(actor=actor_of("practice_manager"), upload=pdf(), kind="upload")
    assert refused.value.field == "kind"


@pytest.mark.covers("R14")
def test_a_requirement_has_an_owner_of_its_side(scoped, world, actor_of, today):
    manager, lead = actor_of("practice_manager"), world.user("vendor_lead")
    values = {"kind": "hitrust", "side": "vendor", "is_required": True, "owner": lead}
    requirement_set(actor=manager, **values, note="Asked for by the payer")
    found = entry(scoped.own, "hitrust")
    assert (found.owner, found.is_required, found.word(today)) == (lead, True, "missing")
    requirement_set(actor=manager, **(values | {"is_required": False}))
    assert entry(scoped.own, "hitrust").word(today) == "optional"
    with pytest.raises(DomainError) as refused:
        requirement_set(actor=manager, **(values | {"side": "practice"}))
    assert refused.value.field == "owner"
    with pytest.raises(NotAllowed):
        requirement_set(actor=actor_of("vendor_lead"), **values)


@pytest.mark.parametrize(
    ("days", "threshold"),
    [(-1, None), (0, 30), (30, 30), (31, 60), (60, 60), (61, 90), (90, 90), (91, None)],
)
def test_the_narrowest_warning_counts(days, threshold, today):
    assert notice_step(today + days * DAY, today) == threshold


def test_subcontractor_is_in_the_register_once(scoped, actor_of, today):
    lead = actor_of("vendor_lead")
    values = {"name": "Night Shift Coding", "country": "in", "purpose": "Second review"}
    row = subcontractor_save(actor=lead, subcontractor=None, **values)
    assert (row.country, row.bound_on) == ("IN", None)
    subcontractor_save(actor=lead, subcontractor=row, **values, bound_on=today)
    assert Subcontractor.objects.get().bound_on == today
    with pytest.raises(DomainError, match="in the register already"):
        subcontractor_save(
            actor=lead, subcontractor=None, **(values | {"name": "night shift coding"})
        )
    with pytest.raises(NotAllowed):
        subcontractor_save(actor=actor_of("vendor_coder"), subcontractor=None, **values)
