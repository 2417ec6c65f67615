"""The risks of the complex specialties: suggested ones, own ones, and what they weigh."""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.utils.text import slugify

from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor
from engagements.models import SpecialtyRisk
from engagements.policies.risk import SpecialtyRiskPolicy
from engagements.selectors import engagement_today
from engagements.selectors.risk import risks_on
from engagements.services.workforce.keeping import row_end, row_keep, row_lock, specialty_clean

ACTION = "workforcerule.manage"
DAY = dt.timedelta(days=1)


class Entry(NamedTuple):
    specialty: str
    key: str
    title: str
    check_text: str
    weight: str


SUGGESTED = (
    Entry(
        "cardiology",
        "bundling",
        "Bundled procedures",
        "Is a component billed beside the procedure that contains it, such as imaging guidance"
        " with a catheterization? Unbundle only where the note shows a separate service.",
        "2",
    ),
    Entry(
        "cardiology",
        "global-period",
        "Global period",
        "Does the visit or second procedure fall in the global days of an earlier one? Then a"
        " modifier (24, 25, 58, 78, 79) and the reason in the note are needed.",
        "1.5",
    ),
    Entry(
        "oncology",
        "infusion-hierarchy",
        "Infusion hierarchy",
        "One initial service per access and encounter, chemotherapy first; start and stop times"
        " are documented for every drug, and hydration is concurrent with nothing else.",
        "2.5",
    ),
    Entry(
        "oncology",
        "unlisted",
        "Unlisted drug or procedure",
        "Is there a specific code by now? If not: name, dose, NDC and a description of the"
        " comparable service go with the claim.",
        "1.5",
    ),
    Entry(
        "orthopedics",
        "laterality",
        "Laterality and site",
        "Side and site agree between the note, the diagnosis code and the modifier (RT, LT, 50,"
        " fingers, toes); no unspecified side where the note names one.",
        "2",
    ),
    Entry(
        "emergency_medicine",
        "visit-level",
        "Visit level",
        "The level follows from the medical decision making that is written down, not from the"
        " triage category or the final diagnosis.",
        "2",
    ),
    Entry(
        "emergency_medicine",
        "critical-care",
        "Critical care",
        "Thirty minutes or more are documented, without separately billed procedures and"
        " teaching, and the condition threatens life or organ function.",
        "2",
    ),
    Entry(
        "behavioral_health",
        "time",
        "Time of the session",
        "Start and stop or total minutes are in the note, and the code is that of the minutes.",
        "1.5",
    ),
    Entry(
        "behavioral_health",
        "add-on",
        "Add-on codes",
        "Psychotherapy beside a visit, interactive complexity and crisis codes stand with the"
        " primary code they belong to, and the time of the visit is not counted twice.",
        "1.5",
    ),
    Entry(
        "anesthesia",
        "time-units",
        "Base and time units",
        "Anesthesia start and end are documented; minutes, base units and qualifying"
        " circumstances agree with the record.",
        "2",
    ),
    Entry(
        "anesthesia",
        "modifier",
        "Provider and physical status modifiers",
        "Who gave the anesthesia and who directed how many cases (AA, QK, QX, QY, QZ, AD), the"
        " physical status, and monitored care are as documented.",
        "2",
    ),
    Entry(
        "radiology",
        "component",
        "Professional or technical component",
        "26, TC or global matches who owns the equipment and where it was read; there is a"
        " signed report.",
        "1.5",
    ),
    Entry(
        "radiology",
        "duplicate",
        "Duplicate study",
        "A repeat on the same day has its own order and report, and modifier 76 or 77; views"
        " are counted once.",
        "1.5",
    ),
    Entry(
        "neurology",
        "emg",
        "EMG and nerve conduction",
        "Studies are counted by nerve as the code's table says, and the EMG code fits the"
        " limbs and whether conduction was studied on the same day.",
        "2",
    ),
    Entry(
        "neurology",
        "eeg",
        "EEG duration",
        "Recorded hours, video and monitoring are documented and fit the code; a routine study"
        " within a long one is not billed again.",
        "1.5",
    ),
    Entry(
        "neurology",
        "sleep-study",
        "Sleep study",
        "Attended or at home, the parameters recorded, the hours (modifier 52 where short) and"
        " the medical necessity are documented.",
        "1.5",
    ),
)


@transaction.atomic
def risks_fill(*, actor: Actor, effective_from: dt.date | None = None) -> int:
    """Adds the suggested risks the engagement never had; changed and ended ones stay so."""
    actor.require(ACTION)
    begins = effective_from or engagement_today(actor.engagement)
    own = SpecialtyRisk.objects.filter(engagement=actor.engagement)
    known = set(own.values_list("specialty", "key"))
    rows = [
        _new(actor, entry, begins)
        for entry in SUGGESTED
        if (entry.specialty, entry.key) not in known
    ]
    SpecialtyRisk.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _new(actor: Actor, entry: Entry, begins: dt.date) -> SpecialtyRisk:
    return SpecialtyRisk(
        engagement=actor.engagement,
        specialty=entry.specialty,
        key=entry.key,
        title=entry.title,
        check_text=entry.check_text,
        weight=Decimal(entry.weight),
        effective_from=begins,
        created_by=actor.user,
    )


@transaction.atomic
def risk_add(
    *, actor: Actor, specialty: str, title: str, check_text: str, weight: Decimal
) -> SpecialtyRisk:
    """A risk of the engagement's own, from today on."""
    actor.require(ACTION)
    words = title.strip()
    key = slugify(words)[:40].strip("-") or "risk"
    today = engagement_today(actor.engagement)
    entry = Entry(specialty_clean(specialty), key, words, check_text.strip(), str(weight))
    running = risks_on(actor.engagement, today).filter(specialty=entry.specialty, key=key)
    if running.exists():
        raise DomainError(
            f"{words} is kept for this specialty.", field="title", remedy="Change that entry."
        )
    return row_keep(_new(actor, entry, today))


@transaction.atomic
def risk_change(
    *, actor: Actor, risk: SpecialtyRisk, title: str, check_text: str, weight: Decimal
) -> SpecialtyRisk:
    """From today on the risk reads and weighs so; what held before ends yesterday and stays."""
    SpecialtyRiskPolicy.check(actor, ACTION, risk)
    row_lock(risk)
    today = engagement_today(actor.engagement)
    if risk.effective_to is not None and risk.effective_to < today:
        raise StaleState("This risk has ended and stays as it was.", remedy="Add it anew.")
    if risk.effective_from < today:
        ends = risk.effective_to
        row_end(risk, field="effective_to", start="effective_from", on=today - DAY)
        entry = Entry(risk.specialty, risk.key, "", "", "1")
        risk = _new(actor, entry, today)
        risk.effective_to = ends
    risk.title, risk.check_text, risk.weight = title.strip(), check_text.strip(), weight
    return row_keep(risk)


@transaction.atomic
def risk_end(*, actor: Actor, risk: SpecialtyRisk, on: dt.date) -> SpecialtyRisk:
    SpecialtyRiskPolicy.check(actor, ACTION, risk)
    return row_end(risk, field="effective_to", start="effective_from", on=on)
