"""What changes from one version of the terms to the next, as the side that accepts sees it."""

import dataclasses
import datetime as dt
import re
from decimal import Decimal
from html import unescape

import pytest

from engagements.models import Terms
from engagements.models.provisions import PROVISIONS
from engagements.selectors import terms_of
from engagements.selectors.terms_changes import (
    ABSENT,
    SCALARS,
    Change,
    terms_changes,
    version_before,
)
from engagements.services import (
    FloorRow,
    TermsDraft,
    TurnaroundRow,
    terms_accept,
    terms_propose,
    terms_withdraw,
)
from engagements.services.terms import CreditRow, RateRow

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
# What the world's terms say (tests/factories/world.py), as a proposal.
SAME = TermsDraft(
    effective_from=dt.date(2020, 1, 1),
    floors=[FloorRow(Decimal("0.95"))],
    turnaround=[
        TurnaroundRow(Decimal(48), "elapsed"),
        TurnaroundRow(Decimal(8), "elapsed", urgency="urgent"),
        TurnaroundRow(Decimal(24), "business", encounter_class="inpatient"),
    ],
    query_window_hours=48,
    query_window_basis="elapsed",
)


def propose(actor, day, **changed):
    calendar = terms_of(actor.engagement).last().calendar
    draft = dataclasses.replace(SAME, effective_from=day, calendar=calendar, **changed)
    return terms_propose(actor=actor, draft=draft)


def changes_of(terms):
    """As the page asks for them: from the version before."""
    versions = list(terms_of(terms.engagement))
    shown = next(each for each in versions if each.pk == terms.pk)
    return terms_changes(version_before(shown, versions), shown)


def valid_from(day, before):
    return ("Validity", [Change("In force from", before.isoformat(), day.isoformat())])


def text(response):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", response.text)))


def test_every_field_of_the_terms_is_compared():
    compared = {name for _, name, _ in SCALARS} | set(PROVISIONS)
    about_the_version = {
        *("id", "engagement", "version", "state", "created_at"),
        *("proposed_by", "proposed_side", "proposed_at", "accepted_by", "accepted_at"),
    }
    assert compared | about_the_version == {field.name for field in Terms._meta.concrete_fields}
    assert compared & about_the_version == set()


def test_a_renewal_changes_only_its_first_day(actor_of, scoped, today):
    first = terms_of(scoped.own).get()
    renewal = propose(actor_of("vendor_lead"), today + 30 * DAY)
    assert changes_of(renewal) == [valid_from(today + 30 * DAY, first.effective_from)]


def test_floors_times_prices_and_provisions_are_shown_before_and_after(actor_of, scoped, today):
    first = terms_of(scoped.own).get()
    day = today + 30 * DAY
    terms = propose(
        actor_of("vendor_lead"),
        day,
        floors=[FloorRow(Decimal("0.96"), target=Decimal("0.98"))],
        turnaround=[
            TurnaroundRow(Decimal(36), "business"),
            TurnaroundRow(Decimal(8), "elapsed", urgency="urgent"),
            TurnaroundRow(Decimal(72), "elapsed", complexity="high"),
        ],
        query_window_hours=24,
        note="As discussed",
        provisions={"scope_classes": ["outpatient"], "auto_renews": True, "notice_days": 60},
        rates=[
            RateRow(amount=Decimal("2.1250")),
            RateRow(amount=Decimal("2.40"), specialty="cardiology"),
        ],
        credit_tiers=[CreditRow(measure="turnaround", share=Decimal("0.05"))],
    )
    assert changes_of(terms) == [
        valid_from(day, first.effective_from),
        (
            "Accuracy",
            [
                Change(
                    "Floor: All others, encounter (all four components correct)",
                    "95.0%",
                    "96.0%, target 98.0%",
                )
            ],
        ),
        (
            "Turnaround",
            [
                Change(
                    "Time: Any other class, routine",
                    "48 hours (elapsed hours)",
                    "36 hours (business hours)",
                ),
                Change("Time: Any other class, routine, high", ABSENT, "72 hours (elapsed hours)"),
                Change("Time: Inpatient, routine", "24 hours (business hours)", ABSENT),
            ],
        ),
        ("Queries", [Change("Query window (hours)", "48", "24")]),
        ("Scope", [Change("Encounter classes", "All", "Outpatient")]),
        (
            "End of the contract",
            [
                Change("Renews itself", "No", "Yes"),
                Change("Notice of termination (days)", "Not settled", "60"),
            ],
        ),
        (
            "Rates",
            [
                Change("All others: per chart", ABSENT, "$2.1250"),
                Change("Cardiology: per chart", ABSENT, "$2.40"),
            ],
        ),
        (
            "Credits for missed levels",
            [
                Change(
                    "Turnaround attainment, each specialty by itself, from 0 points below",
                    ABSENT,
                    "5.0%",
                )
            ],
        ),
        ("Note", [Change("Note to the other side", "Not settled", "As discussed")]),
    ]


def test_a_proposal_is_compared_with_what_it_replaces_not_with_what_was_declined(
    actor_of, scoped, today
):
    lead, manager = actor_of("vendor_lead"), actor_of("practice_manager")
    day = today + 30 * DAY
    declined = propose(lead, day, query_window_hours=12)
    terms_withdraw(actor=manager, terms=declined, reason="Too short")
    accepted = propose(lead, day, query_window_hours=36)
    terms_accept(actor=manager, terms=accepted)
    newest = propose(manager, day + 30 * DAY, query_window_hours=24)
    versions = list(terms_of(scoped.own))
    before = {each.version: version_before(each, versions) for each in versions}
    assert {version: found and found.version for version, found in before.items()} == {
        1: None,
        declined.version: 1,
        accepted.version: 1,
        newest.version: accepted.version,
    }
    assert dict(changes_of(newest))["Queries"] == [Change("Query window (hours)", "36", "24")]


def test_without_an_accepted_version_the_newest_proposal_before_is_compared():
    first, second, third = (Terms(version=n, state="withdrawn") for n in (1, 2, 3))
    assert version_before(third, [third, second, first]) is second
    assert version_before(first, [third, second, first]) is None


def test_the_order_of_what_is_ticked_is_no_change(actor_of, scoped, today):
    lead, services = actor_of("vendor_lead"), ["coding", "denials"]
    one, other = (
        propose(lead, today + 30 * DAY, provisions={"scope_services": ticked})
        for ticked in (services, services[::-1])
    )
    assert terms_changes(one, other) == []


def test_the_side_that_accepts_sees_what_changes_before_it_accepts(actor_of, client_of, today):
    lead, manager = actor_of("vendor_lead"), client_of("practice_manager")
    terms = propose(lead, today + 30 * DAY, query_window_hours=24)
    page = manager.get(f"/e/own/terms/{terms.pk}/")
    assert '<details class="card mb-3" id="changes" open>' in page.text
    assert page.text.index('id="changes"') < page.text.index("Accept for your side")
    assert f"What changes from version 1 to version {terms.version}" in text(page)
    assert "Query window (hours) 48 24" in text(page)
    manager.post(f"/e/own/terms/{terms.pk}/accept/")
    accepted = manager.get(f"/e/own/terms/{terms.pk}/")
    assert '<details class="card mb-3" id="changes">' in accepted.text
    assert f"What changed from version 1 to version {terms.version}" in text(accepted)


def test_the_first_version_has_nothing_to_be_compared_with(client_of, scoped):
    page = client_of("practice_manager").get("/e/own/terms/")
    assert 'id="changes"' not in page.text
