"""The fixed vocabularies of sampling, audits and findings."""

from django.db.models import TextChoices


class SampleType(TextChoices):
    RANDOM = "random", "Random"
    TARGETED = "targeted", "Targeted (never generalised)"


class AuditMode(TextChoices):
    BLIND = "blind", "Blind"
    ASSISTED = "assisted", "From the coder's codes"


class AuditState(TextChoices):
    OPEN = "open", "To do"
    IN_PROGRESS = "in_progress", "In progress"
    COMPARED = "compared", "Judging findings"
    COMPLETED = "completed", "Completed"
    CANCELLED = "cancelled", "Replaced by a spare"


class DiscrepancyKind(TextChoices):
    """What the comparison of two codings found on a line."""

    MISSED = "missed", "Missed code"
    EXTRA = "extra", "Extra code"
    WRONG_CODE = "wrong_code", "Wrong code"
    MODIFIER = "modifier", "Modifier"
    UNITS = "units", "Units"
    LINKAGE = "linkage", "Diagnosis linkage"
    SEQUENCE = "sequence", "Sequence"


class Direction(TextChoices):
    OVER = "over", "Overcoded"
    UNDER = "under", "Undercoded"
    NEUTRAL = "neutral", "No payment effect"
    UNKNOWN = "unknown", "Not judged"


class Severity(TextChoices):
    MINOR = "minor", "Minor"
    MAJOR = "major", "Major"
    CRITICAL = "critical", "Critical"


class FindingState(TextChoices):
    OPEN = "open", "Awaiting the coder"
    WITHDRAWN = "withdrawn", "Withdrawn"
    AGREED = "agreed", "Agreed"
    DISPUTED = "disputed", "Disputed"
    UPHELD = "upheld", "Upheld"
    OVERTURNED = "overturned", "Overturned"
