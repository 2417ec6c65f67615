"""Generated rows: two years of charts and what follows from them, the same on every run.

Chart `i` of `n` arrives at the `i/n`-th part of the two years; everything else about it comes from
mixing the bits of `i`. The last hundredth, a week, is uncoded: the backlog that "next chart"
searches.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bench.people import Party
from charts.services.clock_rows import URGENT_PRIORITY

DAYS = 730
DAY = 24 * 60
CODED_SHARE = 0.99
SPECIALTIES = (
    "family_medicine", "internal_medicine", "cardiology", "orthopedics", "radiology",
    "emergency_medicine", "pediatrics", "gastroenterology", "dermatology", "neurology",
    "urology", "oncology",
)  # fmt: skip
CLASSES = ("outpatient",) * 6 + ("emergency", "inpatient", "observation", "surgery", "virtual")
STATES = ("FL", "GA", "TX", "NY", "CA")
CLAIM_DELAY_DAYS = 20


@dataclass(frozen=True)
class Plan:
    """How many charts, from which id on, for whom, and when the two years began."""

    party: Party
    charts: int
    first_id: int
    start: dt.date

    @property
    def coded(self) -> int:
        return int(self.charts * CODED_SHARE)


class Clock:
    """Minutes since the start as PostgreSQL reads them; formatting a million datetimes is slow."""

    def __init__(self, start: dt.date) -> None:
        days = range(-10, DAYS + 90)
        self.dates = {day: (start + dt.timedelta(days=day)).isoformat() for day in days}
        self.times = [f" {minute // 60:02}:{minute % 60:02}:00+00" for minute in range(DAY)]

    def at(self, minutes: int) -> str:
        day, minute = divmod(minutes, DAY)
        return self.dates[day] + self.times[minute]

    def on(self, minutes: int) -> str:
        return self.dates[minutes // DAY]


def mixed(number: int) -> int:
    """The bits of a number well mixed (Knuth's multiplicative hash, twice)."""
    first = (number * 2654435761 + 974711) & 0xFFFFFFFF
    return ((first ^ (first >> 15)) * 2246822519) & 0xFFFFFFFF


def received(plan: Plan, i: int) -> int:
    return i * DAYS * DAY // plan.charts


def documented(plan: Plan, i: int) -> int:
    return received(plan, i) + mixed(i) % 360


def coded(plan: Plan, i: int) -> int:
    return documented(plan, i) + (mixed(i) >> 8) % 3300


def coder(plan: Plan, i: int) -> int:
    return plan.party.coders[(mixed(i) >> 4) % len(plan.party.coders)]


def specialty(i: int) -> str:
    return SPECIALTIES[mixed(i) % len(SPECIALTIES)]


def is_urgent(i: int) -> bool:
    return mixed(i) % 20 == 0


CHART = (
    "id", "engagement_id", "encounter_ref", "ehr_url", "encounter_class", "specialty",
    "provider_id", "payer_id", "payer_state", "date_of_service", "urgency", "billed_amount",
    "state", "terms_id", "documentation_complete_at", "due_at", "coded_at", "coded_by_id",
    "turnaround_seconds", "documentation_lag_seconds", "row_sha256", "received_at",
)  # fmt: skip


def charts(plan: Plan, clock: Clock) -> Iterator[tuple[Any, ...]]:
    party, engagement = plan.party, plan.party.engagement.pk
    for i in range(plan.charts):
        bits, done = mixed(i), i < plan.coded
        arrived, complete = received(plan, i), documented(plan, i)
        yield (
            plan.first_id + i, engagement, f"E{i:08d}", f"https://ehr.example/e/{i}",
            CLASSES[bits % len(CLASSES)], specialty(i),
            party.providers[bits % len(party.providers)], party.payers[bits % len(party.payers)],
            STATES[bits % len(STATES)], clock.on(arrived), "urgent" if is_urgent(i) else "routine",
            f"{bits % 50000 / 100:.2f}", "coded" if done else "ready", party.terms,
            clock.at(complete), clock.at(complete + 2880),
            clock.at(coded(plan, i)) if done else None, coder(plan, i) if done else None,
            (coded(plan, i) - complete) * 60 if done else None, (complete - arrived) * 60,
            f"{bits:064x}", clock.at(arrived),
        )  # fmt: skip


WORK = (
    "engagement_id", "chart_id", "kind", "side", "queue", "state", "assignee_id", "priority",
    "due_at", "opened_at", "started_at", "done_at",
)  # fmt: skip


def work_items(plan: Plan, clock: Clock) -> Iterator[tuple[Any, ...]]:
    engagement = plan.party.engagement.pk
    for i in range(plan.charts):
        done, complete = i < plan.coded, documented(plan, i)
        end = clock.at(coded(plan, i)) if done else None
        yield (
            engagement, plan.first_id + i, "code", "vendor", specialty(i),
            "done" if done else "open", coder(plan, i) if done else None,
            URGENT_PRIORITY if is_urgent(i) else 0, clock.at(complete + 2880),
            clock.at(complete), end, end,
        )  # fmt: skip


EVENT = ("engagement_id", "chart_id", "kind", "at", "recorded_at")


def clock_events(plan: Plan, clock: Clock) -> Iterator[tuple[Any, ...]]:
    engagement = plan.party.engagement.pk
    for i in range(plan.charts):
        at = clock.at(documented(plan, i))
        yield engagement, plan.first_id + i, "documentation_complete", at, at
        if i < plan.coded:
            at = clock.at(coded(plan, i))
            yield engagement, plan.first_id + i, "ready", at, at


QUERY = (
    "engagement_id", "chart_id", "provider_id", "kind", "category", "title", "state", "outcome",
    "asked_by_id", "created_at", "sent_at", "due_at", "closed_at", "response_seconds",
)  # fmt: skip


def queries(plan: Plan, clock: Clock) -> Iterator[tuple[Any, ...]]:
    party = plan.party
    for i in range(0, plan.coded, 25):
        bits, sent = mixed(i), documented(plan, i) + 30
        waited = bits % 2880
        yield (
            party.engagement.pk, plan.first_id + i, party.providers[bits % len(party.providers)],
            "multiple_choice", "specificity", "Specificity", "answered", "agreed",
            coder(plan, i), clock.at(sent), clock.at(sent), clock.at(sent + 2880),
            clock.at(sent + waited), waited * 60,
        )  # fmt: skip


def audited(plan: Plan) -> range:
    return range(0, plan.coded, 200)


CODING = (
    "id", "engagement_id", "chart_id", "party", "coder_id", "state", "documentation_reviewed",
    "created_at", "attested_at",
)  # fmt: skip


def codings(plan: Plan, clock: Clock) -> Iterator[tuple[Any, ...]]:
    """The audited charts' codings, under their charts' ids."""
    for i in audited(plan):
        at = clock.at(coded(plan, i))
        yield (
            plan.first_id + i, plan.party.engagement.pk, plan.first_id + i, "vendor",
            coder(plan, i), "attested", True, at, at,
        )  # fmt: skip


AUDIT = (
    "engagement_id", "chart_id", "coding_id", "coder_id", "auditor_id", "side", "state",
    "specialty", "encounter_class", "reviewer_codes", "coder_codes", "correct_codes",
    "union_codes", "procedures_correct", "diagnoses_correct", "modifiers_correct",
    "linkage_correct", "encounter_correct", "created_at", "started_at", "completed_at",
)  # fmt: skip


def audits(plan: Plan, clock: Clock) -> Iterator[tuple[Any, ...]]:
    for i in audited(plan):
        right, chart = mixed(i) % 25 != 0, plan.first_id + i
        at = coded(plan, i)
        yield (
            plan.party.engagement.pk, chart, chart, coder(plan, i), plan.party.auditor, "vendor",
            "completed", specialty(i), CLASSES[mixed(i) % len(CLASSES)], 4, 4, 4 if right else 3,
            4 if right else 5, right, True, True, True, right, clock.at(at + DAY),
            clock.at(at + 2 * DAY), clock.at(at + 3 * DAY),
        )  # fmt: skip
