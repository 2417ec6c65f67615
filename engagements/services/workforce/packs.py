"""Prepared notices of state programmes and managed care plans (R47), to be added and edited.

They name what coders must look up and where; the rules themselves are the programmes' own.
"""

import datetime as dt
from typing import NamedTuple

from engagements.enums.workforce import NoticeKind

STATE, PLAN = NoticeKind.STATE_PACK, NoticeKind.MCO_PACK


class Pack(NamedTuple):
    state: str
    kind: NoticeKind
    title: str
    body: str
    source: str
    effective_from: dt.date | None = None


PACKS = (
    Pack(
        "GA",
        STATE,
        "Georgia Medicaid: fee schedules change every quarter",
        "Use the fee schedule and the policy manual of the quarter of the date of service.",
        "Georgia Medicaid, provider manuals and fee schedules",
    ),
    Pack(
        "GA",
        PLAN,
        "Georgia Families: each care management organization has its own edits",
        "Amerigroup, CareSource and Peach State publish their own payment policies. Look up the"
        " plan's policy before you code a bundled service or use modifier 25 or 59.",
        "Payment policies of the care management organizations",
    ),
    Pack(
        "PA",
        STATE,
        "Pennsylvania Medical Assistance: bulletins apply from their own date",
        "Medical Assistance Bulletins change codes and limits during the year. Code by the bulletin"
        " in force on the date of service.",
        "Pennsylvania Medical Assistance Bulletins",
    ),
    Pack(
        "PA",
        PLAN,
        "HealthChoices: behavioral health is carved out",
        "Behavioral health goes to the behavioral health plan of the county, physical health to"
        " the HealthChoices plan; Community HealthChoices covers those with Medicare as well.",
        "HealthChoices and Community HealthChoices agreements",
    ),
    Pack(
        "IL",
        STATE,
        "Illinois HFS: every entry is signed and dated",
        "An entry without signature and date is not complete documentation: query it, do not code"
        " from it.",
        "Illinois HFS, handbook for practitioners",
    ),
    Pack(
        "IL",
        STATE,
        "Illinois: electronic visit verification for home health",
        "Home health visits need a verified electronic visit record from this date of service on.",
        "Illinois HFS, electronic visit verification notice",
        dt.date(2026, 4, 1),
    ),
    Pack(
        "IL",
        PLAN,
        "Illinois managed care: the plan's manual goes before the state's handbook",
        "Each managed care organization publishes billing rules of its own. Look up the plan of"
        " the encounter.",
        "Manuals of the Illinois managed care organizations",
    ),
)
PACK_STATES = tuple(dict.fromkeys(pack.state for pack in PACKS))
