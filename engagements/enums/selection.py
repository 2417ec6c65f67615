"""The scorecard of a vendor selection: criteria, answers, red flags, reference questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db.models import TextChoices


class SelectionState(TextChoices):
    OPEN = "open", "Open"
    DECIDED = "decided", "Decided"
    ABANDONED = "abandoned", "Abandoned"


class Standing(TextChoices):
    """What an answer means for the criterion."""

    MEETS = "meets", "Meets the standard"
    SHORT = "short", "Falls short"
    DISQUALIFIES = "disqualifies", "Disqualifies"


class Flag(TextChoices):
    REFUSES_AUDIT = "refuses_audit", "Refuses an independent audit"
    NO_REFERENCES = "no_references", "No references of the same specialty"
    NO_QUERY_PROCESS = "no_query_process", "No query process"
    NO_METHOD = "no_method", "Claims accuracy without a method"
    SLOW_OR_VERBAL = "slow_or_verbal", "Turnaround over 48 hours, or only promised verbally"
    CHEAP = "cheap", "Priced far below the market without an explanation"
    SPOT_CHECKS = "spot_checks", "Quality assurance by spot checks"
    NO_AUDIT_REPORTS = "no_audit_reports", "Cannot produce audit reports"
    FORCES_SYSTEM = "forces_system", "Forces a change of system"


class Criterion(TextChoices):
    ACCURACY = "accuracy", "Coding accuracy"
    AUDIT_RIGHT = "audit_right", "Independent audit right"
    TURNAROUND = "turnaround", "Turnaround"
    CREDENTIALS = "credentials", "Specialty credentials"
    QUERIES = "queries", "Documentation query process"
    REPORTING = "reporting", "Monthly reporting"
    HIPAA = "hipaa", "HIPAA"
    REFERENCES = "references", "References"
    TRAINING = "training", "Code update training"
    BILLING = "billing", "Integrated billing option"


@dataclass(frozen=True)
class Option:
    """One possible answer, what it means, and the red flags it raises."""

    key: str
    text: str
    standing: Standing
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True)
class Question:
    """A criterion's minimum standard and its answers."""

    criterion: Criterion
    standard: str
    options: tuple[Option, ...]

    def option(self, key: str) -> Option | None:
        return next((option for option in self.options if option.key == key), None)


M, S, D = Standing.MEETS, Standing.SHORT, Standing.DISQUALIFIES

_QUESTIONS = (
    Question(
        Criterion.ACCURACY,
        "95 % or higher, defined in the contract",
        (
            Option("defined", "95 % or higher, by a method the contract defines", M),
            Option("below", "A defined method, below 95 %", S),
            Option("no_method", "Claimed without a measurement method", D, (Flag.NO_METHOD,)),
        ),
    ),
    Question(
        Criterion.AUDIT_RIGHT,
        "Granted in the agreement",
        (
            Option("granted", "Granted in the agreement", M),
            Option("limited", "Granted with limits on time or sample", S),
            Option("vendor_only", "Audits by the vendor only", D, (Flag.REFUSES_AUDIT,)),
            Option("refused", "Refused", D, (Flag.REFUSES_AUDIT,)),
        ),
    ),
    Question(
        Criterion.TURNAROUND,
        "24 to 48 hours, written into the agreement",
        (
            Option("written", "24 to 48 hours, in writing", M),
            Option("partly", "In writing for some classes only", S),
            Option("verbal", "Promised verbally", D, (Flag.SLOW_OR_VERBAL,)),
            Option("slow", "Over 48 hours", D, (Flag.SLOW_OR_VERBAL,)),
        ),
    ),
    Question(
        Criterion.CREDENTIALS,
        "AAPC or AHIMA specialty certification for the encounter mix",
        (
            Option("specialty", "Specialty certification for every specialty in scope", M),
            Option("partly", "For some of the specialties", S),
            Option("general", "General CPC only, for complex specialties", D),
        ),
    ),
    Question(
        Criterion.QUERIES,
        "A defined workflow with a response standard for physicians",
        (
            Option("defined", "Defined workflow with a response standard", M),
            Option("no_window", "Defined workflow without a response standard", S),
            Option("informal", "Ad hoc, informal", D, (Flag.NO_QUERY_PROCESS,)),
        ),
    ),
    Question(
        Criterion.REPORTING,
        "E/M distribution, denial root cause and turnaround, every month",
        (
            Option("complete", "All three, every month", M),
            Option("partly", "Some of them", S),
            Option("collections", "Aggregate collections only", D, (Flag.NO_AUDIT_REPORTS,)),
        ),
    ),
    Question(
        Criterion.HIPAA,
        "A BAA is signed before any data moves",
        (
            Option("before", "BAA signed before any data moves", M),
            Option("later", "BAA offered, to be signed after the start", S),
            Option("verbal", "Verbal assurance", D),
        ),
    ),
    Question(
        Criterion.REFERENCES,
        "Current clients of similar specialty and volume",
        (
            Option("similar", "Current clients of similar specialty and volume", M),
            Option("smaller", "Same specialty, other volume", S),
            Option("other", "Other specialties only", D, (Flag.NO_REFERENCES,)),
        ),
    ),
    Question(
        Criterion.TRAINING,
        "CPT and ICD-10 training is complete before the codes take effect",
        (
            Option("before", "Complete and recorded before the effective date", M),
            Option("after", "Recorded, but after the effective date", S),
            Option("none", "No schedule, no records", D),
        ),
    ),
    Question(
        Criterion.BILLING,
        "Coding and billing under one accountability",
        (
            Option("one", "One accountability for both", M),
            Option("partner", "Through a named partner", S),
            Option("none", "Coding only, no integration", D),
        ),
    ),
)
QUESTIONS: Mapping[str, Question] = MappingProxyType({q.criterion.value: q for q in _QUESTIONS})

# Raised by hand, with what was seen. No answer shows that audit reports cannot be produced, though
# a vendor that reports collections alone raises that flag by itself.
MANUAL_FLAGS = frozenset({Flag.SPOT_CHECKS, Flag.NO_AUDIT_REPORTS, Flag.FORCES_SYSTEM})

# What is asked of every reference, word for word.
REFERENCE_QUESTIONS: Mapping[str, str] = MappingProxyType(
    {
        "turnaround": "What turnaround do you actually get, on an ordinary day and at month end?",
        "distribution": "Does the vendor show you your code distribution, and did it move?",
        "dips": "When did quality dip, and how long did it take to recover?",
        "queries": "How do queries really reach your physicians, and how many stay unanswered?",
        "again": "Knowing what you know now, would you choose this vendor again?",
    }
)
