"""The demo's workforce: credentials, sites, training, guidance, the roster, and one override."""

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile

from charts.enums import ChartState
from charts.models import Chart
from charts.services.guards import guard_override
from config.history import clock
from config.history.cast import PAYERS
from config.history.days import moment
from config.history.setup import actors
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import CredentialKind, Document, Engagement, Payer
from engagements.services.risk import risks_fill
from engagements.services.workforce.catalogue import catalogue_fill
from engagements.services.workforce.credentials import (
    credential_save,
    credential_verify,
    evidence_store,
    specialtyrule_add,
)
from engagements.services.workforce.guidance import (
    instruction_acknowledge,
    instruction_publish,
    notice_publish,
    notice_read,
    packs_add,
)
from engagements.services.workforce.roster import (
    capacityrate_set,
    cover_add,
    leave_add,
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

Cast = Mapping[str, Actor]
DAY = dt.timedelta(days=1)
YEAR = 365 * DAY
# (coder, credential, days left, verified): one ends soon, one still waits for its verification.
HELD = (
    ("coder", "CPC", 400, True),
    ("coder", "CCC", 45, True),
    ("coder2", "CPC", 200, True),
    ("coder2", "COSC", 300, True),
    ("coder3", "CPC", 500, True),
    ("coder3", "COSC", 700, False),
)
# (specialty, coder, rank, hours): nobody stands in for cardiology.
COVERS = (
    ("family_medicine", "coder3", "primary", 30),
    ("family_medicine", "coder2", "backup", 10),
    ("cardiology", "coder", "primary", 36),
    ("orthopedics", "coder2", "primary", 26),
    ("orthopedics", "coder3", "backup", 8),
)
RATES = (("family_medicine", "6"), ("cardiology", "4"), ("orthopedics", "3.5"))


def workforce_make(engagement: Engagement, begins: dt.date, today: dt.date) -> None:
    """What was kept when the account began, and what has happened since."""
    with engagement_transaction(engagement.pk):
        cast = actors(engagement)
        with clock.at(moment(begins, 7)):
            _credentials(cast, today)
            _sites(cast, begins)
        with clock.at(moment(begins, 8)):
            _trainings(cast, begins, today)
        _roster(cast, begins, today)
        _guidance(cast, today)
        _rules(cast, begins, today)
        risks_fill(actor=cast["manager"], effective_from=begins)
        _override(cast)


def _paper(actor: Actor, title: str) -> Document | None:
    """A one-line PDF that says that it is demo data."""
    upload = SimpleUploadedFile("demo.pdf", f"%PDF-1.4 demo data: {title}".encode())
    return evidence_store(actor=actor, upload=upload, title=f"{title} (demo)")


def _credentials(cast: Cast, today: dt.date) -> None:
    catalogue_fill(actor=cast["manager"])
    kinds = {kind.code: kind for kind in CredentialKind.objects.all()}
    for number, (key, code, left, verified) in enumerate(HELD, start=1):
        row = credential_save(
            actor=cast["lead"],
            credential=None,
            user=cast[key].user,
            kind=kinds[code],
            number=f"DEMO-{number:04d}",
            issued_on=today + left * DAY - 2 * YEAR,
            expires_on=today + left * DAY,
            evidence=_paper(cast["lead"], f"{code} {number}"),
            ceu_earned=Decimal(6 * number),
        )
        if verified:
            credential_verify(actor=cast["manager"], credential=row, note="Looked up at the body")


def _sites(cast: Cast, begins: dt.date) -> None:
    lead, manager = cast["lead"], cast["manager"]
    abroad = site_save(
        actor=lead,
        site=None,
        name="Chennai centre (demo)",
        country="IN",
        evidence=_paper(lead, "Facility review"),
        qa_lead=cast["qalead"].user,
        qa_lead_country="US",
    )
    home = site_save(actor=lead, site=None, name="Home offices (demo)", country="US")
    for site in (abroad, home):
        site_approve(actor=manager, site=site, approved_from=begins - 30 * DAY)
    for key, site in (("coder", abroad), ("coder2", home), ("coder3", abroad)):
        siteassignment_add(
            actor=lead, user=cast[key].user, site=site, effective_from=begins - 30 * DAY
        )


def _trainings(cast: Cast, begins: dt.date, today: dt.date) -> None:
    """One that everybody completed before it took effect, and that of the coming year."""
    done = campaign_add(
        actor=cast["manager"],
        title="ICD-10-CM update (demo)",
        code_set="ICD-10-CM",
        affected_from=begins + DAY,
        due_on=begins,
    )
    for key in ("coder", "coder2", "coder3"):
        completion_record(
            actor=cast["lead"],
            campaign=done,
            user=cast[key].user,
            completed_on=begins,
            evidence=_paper(cast["lead"], f"Certificate {key}"),
        )
    coming = campaign_add(
        actor=cast["manager"],
        title=f"CPT {today.year + 1} (demo)",
        code_set=f"CPT {today.year + 1}",
        affected_from=dt.date(today.year + 1, 1, 1),
        due_on=dt.date(today.year, 12, 15),
    )
    completion_record(
        actor=cast["lead"],
        campaign=coming,
        user=cast["coder2"].user,
        completed_on=begins,
        note="Early access course",
    )


def _roster(cast: Cast, begins: dt.date, today: dt.date) -> None:
    lead = cast["lead"]
    first = roster_join(
        actor=lead,
        user=cast["coder3"].user,
        joined_on=begins - 200 * DAY,
        coding_since=begins - 3 * YEAR,
    )
    roster_leave(
        actor=lead, entry=first, left_on=begins - 90 * DAY, reason="To another account (demo)"
    )
    for key, since, joined in (("coder", 8, 500), ("coder2", 5, 420), ("coder3", 3, 30)):
        roster_join(
            actor=lead,
            user=cast[key].user,
            joined_on=begins - joined * DAY,
            coding_since=begins - since * YEAR,
        )
    for specialty, key, rank, hours in COVERS:
        cover_add(
            actor=lead,
            user=cast[key].user,
            specialty=specialty,
            rank=rank,
            weekly_hours=Decimal(hours),
            effective_from=begins,
        )
    for specialty, rate in RATES:
        capacityrate_set(
            actor=lead,
            specialty=specialty,
            charts_per_hour=Decimal(rate),
            surge_percent=150,
            effective_from=begins,
        )
    starts = today + 12 * DAY
    leave_add(actor=lead, user=cast["coder3"].user, starts_on=starts, ends_on=starts + 4 * DAY)


def _guidance(cast: Cast, today: dt.date) -> None:
    manager = cast["manager"]
    with clock.at(moment(today - 2 * DAY, 9)):
        packs_add(actor=manager, states=["PA"])
        notice = notice_publish(
            actor=manager,
            kind="coverage",
            title="Echocardiography: a local coverage determination changes (demo)",
            body="Invented for the demo: the list of supporting diagnoses is shortened.",
            source="Demo data",
            scope="every",
            effective_from=today,
        )
    notice_read(actor=cast["coder2"], notice=notice)
    payer = Payer.objects.filter(name=PAYERS[1]).first()
    rule = instruction_publish(
        actor=manager,
        title="Blue Ridge: modifier 25 (demo)",
        body="Invented for the demo: modifier 25 only where the note documents the separate"
        " evaluation under its own heading.",
        scope="some" if payer else "every",
        payer=payer,
        effective_from=today - 60 * DAY,
        source="Demo data",
    )
    instruction_acknowledge(actor=cast["coder2"], instruction=rule)
    instruction_publish(
        actor=manager,
        title="Cardiology: global period (demo)",
        body="Invented for the demo: look up the global days before a second procedure is coded.",
        scope="some",
        specialty="cardiology",
        effective_from=today - 60 * DAY,
        source="Demo data",
    )


def _rules(cast: Cast, begins: dt.date, today: dt.date) -> None:
    """The specialty's rule began later than the account, so some charts stand against it."""
    manager = cast["manager"]
    specialtyrule_add(
        actor=manager,
        scope="every",
        codes=["CPC", "CCS-P"],
        effective_from=begins,
        source="Terms, minimum credential (demo)",
    )
    specialtyrule_add(
        actor=manager,
        scope="specialty",
        specialty="cardiology",
        codes=["CCC", "CIRCC"],
        is_complex_specialty=True,
        effective_from=today - 10 * DAY,
        source="Terms, specialties (demo)",
    )
    payer = Payer.objects.filter(name=PAYERS[2]).first()
    if payer is not None:
        residencyrule_add(
            actor=manager,
            scope="payer",
            payer=payer,
            country="US",
            effect="allowed",
            source="Invented for the demo: the payer's charts are coded within the country.",
            effective_from=today - 5 * DAY,
            review_on=today + 20 * DAY,
        )


def _override(cast: Cast) -> None:
    """A cardiology chart for a coder without the credential, as nobody else is there."""
    waiting = Chart.objects.filter(specialty="cardiology", state=ChartState.READY).first()
    if waiting is not None:
        guard_override(
            actor=cast["manager"],
            chart=waiting,
            coder=cast["coder2"].user,
            rule="specialty",
            reason="Demo: the only cardiology coder has too many charts today.",
        )
