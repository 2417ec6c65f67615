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
    """What a denial is suggested to be about; the analyst confirms against the chart."""

    CODING = "coding", "Coding"
    DOCUMENTATION = "documentation", "Documentation"
    REVIEW = "review", "Needs review"
    BILLING = "billing", "Billing"
    NOT_CODING = "not_coding", "Not coding"


class RootCause(TextChoices):
    """R4: whose it is."""

    CODING = "coding", "Coding"
    BILLING = "billing", "Billing"
    FRONT_END = "front_end", "Front end (registration, eligibility, authorization)"
    PROVIDER_DOCUMENTATION = "provider_documentation", "Provider documentation"
    PAYER = "payer", "Payer"


class DenialState(TextChoices):
    OPEN = "open", "Open"
    IN_REVIEW = "in_review", "In review"
    REWORK = "rework", "Rework"
    APPEAL = "appeal", "Appealed"
    NEW_CLAIM = "new_claim", "New claim sent"
    OVERTURNED = "overturned", "Overturned, paid"
    WRITTEN_OFF = "written_off", "Written off"
    UPHELD = "upheld", "Upheld"
