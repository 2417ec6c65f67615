"""Generated claims: three of five coded charts are paid or denied twenty days later."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from typing import Any

from bench.facts import (
    CLAIM_DELAY_DAYS,
    CLASSES,
    DAY,
    DAYS,
    Clock,
    Plan,
    coded,
    coder,
    mixed,
    specialty,
)
from bench.people import PAYERS
from denials.models import Remittance, RemittanceFile

DENIALS = (("CO", "16", "documentation"), ("CO", "97", "coding"), ("PR", "1", "not_coding"))


def claimed(plan: Plan) -> Iterator[tuple[int, int]]:
    """(chart, day of the payer's answer), for answers that have come."""
    for i in range(plan.coded):
        day = coded(plan, i) // DAY + CLAIM_DELAY_DAYS
        if i % 5 < 3 and day < DAYS:
            yield i, day


def is_denied(i: int) -> bool:
    return mixed(i + 7) % 100 < 8


def remittances(plan: Plan) -> dict[int, int]:
    """One remittance per day; returns its id by day."""
    engagement = plan.party.engagement
    made = {}
    for day in range(DAYS):
        file = RemittanceFile.objects.create(
            engagement=engagement, name=f"{day}.835", sha256=f"{day:064x}", size=1
        )
        made[day] = Remittance.objects.create(
            engagement=engagement,
            file=file,
            control_number=f"{day:04d}",
            content_sha256=f"{day:064x}",
            payer_name="Medicare",
            payment_date=plan.start + dt.timedelta(days=day),
            payment_amount=0,
            claims_paid=0,
            is_balanced=True,
        ).pk
    return made


CLAIM = (
    "id", "engagement_id", "remittance_id", "position", "patient_control_number", "chart_id",
    "coder_id", "payer_name", "specialty", "encounter_class", "status", "is_denied",
    "is_coding_denial", "charge", "paid", "denied_amount", "adjudicated_on",
)  # fmt: skip


def claims(plan: Plan, clock: Clock, remittance_of: dict[int, int]) -> Iterator[tuple[Any, ...]]:
    positions: Counter[int] = Counter()
    for i, day in claimed(plan):
        positions[day] += 1
        bits, denied = mixed(i), is_denied(i)
        charge = f"{bits % 50000 / 100:.2f}"
        yield (
            plan.first_id + i, plan.party.engagement.pk, remittance_of[day], positions[day],
            f"E{i:08d}", plan.first_id + i, coder(plan, i), PAYERS[bits % len(PAYERS)],
            specialty(i), CLASSES[bits % len(CLASSES)], "4" if denied else "1", denied,
            denied and reason(i)[2] == "coding", charge, "0" if denied else charge,
            charge if denied else "0", clock.on(day * DAY),
        )  # fmt: skip


def reason(i: int) -> tuple[str, str, str]:
    return DENIALS[mixed(i) % len(DENIALS)]


def denied(plan: Plan) -> Iterator[tuple[int, int]]:
    return ((i, day) for i, day in claimed(plan) if is_denied(i))


ADJUSTMENT = ("id", "engagement_id", "claim_id", "position", "group", "carc", "amount")


def adjustments(plan: Plan) -> Iterator[tuple[Any, ...]]:
    for i, _day in denied(plan):
        group, carc, _kind = reason(i)
        claim = plan.first_id + i
        amount = f"{mixed(i) % 50000 / 100:.2f}"
        yield claim, plan.party.engagement.pk, claim, 1, group, carc, amount


DENIAL = (
    "engagement_id", "claim_id", "adjustment_id", "chart_id", "coder_id", "group", "carc",
    "amount", "denied_on", "suggested_class", "root_cause", "state", "created_at",
)  # fmt: skip


def denials(plan: Plan, clock: Clock) -> Iterator[tuple[Any, ...]]:
    for i, day in denied(plan):
        group, carc, kind = reason(i)
        row = plan.first_id + i
        closed = day < DAYS - 60
        yield (
            plan.party.engagement.pk, row, row, row, coder(plan, i), group, carc,
            f"{mixed(i) % 50000 / 100:.2f}", clock.on(day * DAY), kind,
            "coding" if closed and kind == "coding" else "", "upheld" if closed else "open",
            clock.at(day * DAY),
        )  # fmt: skip
