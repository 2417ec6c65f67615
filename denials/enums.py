"""The fixed vocabularies of remittances and denials."""

from django.db.models import TextChoices


class GroupCode(TextChoices):
    """X12 claim adjustment group codes."""

    CO = "CO", "Contractual obligation"
    PR = "PR", "Patient responsibility"
    OA = "OA", "Other adjustment"
    PI = "PI", "Payer initiated"
    CR = "CR", "Correction or reversal"


class DenialClass(TextChoices):
    """Who probably caused a denial; the analyst confirms against the chart.

    REVIEW: the codes alone cannot tell. The others are the root causes of R4.
    """

    CODING = "coding", "Coding"
    BILLING = "billing", "Billing"
    FRONT_END = "front_end", "Front end"
    DOCUMENTATION = "provider_documentation", "Provider documentation"
    PAYER = "payer", "Payer"
    REVIEW = "review", "Needs review"


class Confidence(TextChoices):
    HIGH = "high", "High"
    MEDIUM = "medium", "Medium"
    LOW = "low", "Low"


class RootCause(TextChoices):
    """R4: whose it is."""

    CODING = "coding", "Coding"
    BILLING = "billing", "Billing"
    FRONT_END = "front_end", "Front end (registration, eligibility, authorization)"
    PROVIDER_DOCUMENTATION = "provider_documentation", "Provider documentation"
    PAYER = "payer", "Payer"


class AttributionWord(TextChoices):
    """What somebody said of an attribution."""

    NAMED = "named", "Named"
    AGREED = "agreed", "Agreed"
    DISPUTED = "disputed", "Disputed"


class Attribution(TextChoices):
    """How the other side stands to the attribution as it is named now (R4)."""

    PENDING = "pending", "Awaits the other side"
    AGREED = "agreed", "Agreed by both sides"
    DISPUTED = "disputed", "Disputed"


class DenialState(TextChoices):
    """OPEN and IN_REVIEW wait for the analyst; the next three for the payer."""

    OPEN = "open", "Open"
    IN_REVIEW = "in_review", "In review"
    REWORK = "rework", "Rework sent"
    APPEAL = "appeal", "Appealed"
    NEW_CLAIM = "new_claim", "New claim sent"
    OVERTURNED = "overturned", "Overturned, paid"
    UPHELD = "upheld", "Upheld by the payer"
    WRITTEN_OFF = "written_off", "Written off"
    REVERSED = "reversed", "Reversed by the payer"

    @classmethod
    def unresolved(cls) -> tuple["DenialState", ...]:
        return (cls.OPEN, cls.IN_REVIEW)

    @classmethod
    def awaiting(cls) -> tuple["DenialState", ...]:
        return (cls.REWORK, cls.APPEAL, cls.NEW_CLAIM)

    @classmethod
    def final(cls) -> tuple["DenialState", ...]:
        return (cls.OVERTURNED, cls.UPHELD, cls.WRITTEN_OFF, cls.REVERSED)
