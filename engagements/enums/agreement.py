"""The vocabularies of what was agreed: provisions, the BAA, documents, incidents, sign-offs."""

from types import MappingProxyType

from django.db.models import TextChoices

from engagements.enums.contract import DocumentKind, Side


class PricingModel(TextChoices):
    PER_CHART = "per_chart", "Per chart"
    FTE = "fte", "Per coder and week (FTE)"
    BLENDED = "blended", "FTE baseline with per-chart overflow"
    PERCENT = "percent_of_collections", "Percentage of collections"


class ReworkPolicy(TextChoices):
    VENDOR = "vendor_no_cost", "By the vendor, at no cost"
    PRICED = "priced", "By the vendor, at a price"


class ReportCadence(TextChoices):
    MONTHLY = "monthly", "Monthly"
    MONTHLY_QUARTERLY = "monthly_quarterly", "Monthly, with a quarterly review"
    WEEKLY_MONTHLY = "weekly_monthly", "Weekly and monthly"


class Service(TextChoices):
    """What an engagement may cover."""

    ICD10CM = "icd10cm", "ICD-10-CM"
    CPT = "cpt", "CPT"
    HCPCS = "hcpcs", "HCPCS Level II"
    MODIFIERS = "modifiers", "Modifiers"
    INPATIENT = "icd10pcs_drg", "ICD-10-PCS and MS-DRG"
    HCC = "hcc", "HCC risk adjustment"
    CHARGE_CAPTURE = "charge_capture", "Charge-capture review"
    CDI = "cdi_queries", "CDI queries"
    QA = "qa", "Quality assurance"
    DENIALS = "denials", "Denial analysis and rework"


def all_services() -> list[str]:
    return [str(value) for value in Service.values]


class SignOffSubject(TextChoices):
    """What somebody of the practice answered for, with a reason."""

    PERCENT = "percent_of_collections", "Payment by percentage of collections"
    SKIP_PARALLEL = "skip_parallel", "No parallel coding before go-live"
    OVERSIGHT = "oversight_unfilled", "Activation with unfilled oversight roles"
    LIABILITY = "liability", "Liability stays with the submitting organization"


class BaselineFigure(TextChoices):
    """The four figures that every engagement is compared with."""

    ACCURACY = "accuracy", "Coding accuracy"
    DNFB = "dnfb", "Days not final billed or coded"
    DENIALS = "denials", "Denial rate by category"
    DOCUMENTATION = "documentation", "Documentation patterns"


class BaaTerm(TextChoices):
    """What 45 CFR 164.504(e)(2) requires of the agreement, in its order."""

    PERMITTED_USES = "permitted_uses", "Permitted and required uses and disclosures are stated"
    NO_OTHER_USE = "no_other_use", "No use or disclosure beyond the agreement or the law"
    SAFEGUARDS = "safeguards", "Safeguards; the Security Rule for electronic PHI"
    REPORTING = "reporting", "Unauthorized uses, incidents and breaches are reported"
    SUBCONTRACTORS = "subcontractors", "Subcontractors are bound to the same terms"
    ACCESS = "access", "Access of individuals (164.524)"
    AMENDMENT = "amendment", "Amendment (164.526)"
    ACCOUNTING = "accounting", "Accounting of disclosures (164.528)"
    BOOKS = "books", "Books and records are open to the Secretary"
    RETURN = "return", "Return or destruction at the end; termination for material breach"


class IncidentKind(TextChoices):
    UNAUTHORIZED_ACCESS = "unauthorized_access", "Unauthorized access or viewing"
    MISDIRECTED = "misdirected", "Sent to the wrong recipient"
    LOST_DEVICE = "lost_device", "Lost or stolen device or paper"
    MALWARE = "malware", "Malware or ransomware"
    CREDENTIALS = "credentials", "Shared or stolen credentials"
    OTHER = "other", "Other security incident"


class IncidentState(TextChoices):
    OPEN = "open", "Open"
    REPORTED = "reported", "Reported"
    CLOSED = "closed", "Closed"
    DISMISSED = "dismissed", "Not a breach"


class Step(TextChoices):
    """The six steps between an encounter and its payment."""

    DOCUMENTATION = "documentation", "Documentation review and intake"
    CODING = "coding", "Coding"
    QA = "qa", "Quality assurance"
    QUERY = "query", "Provider queries"
    CLAIM = "claim", "Claim submission"
    DENIAL = "denial", "Denial follow-up"


class Handoff(TextChoices):
    """Where work goes from one hand to the next: the place at which a defect came in (R3)."""

    PROVIDER_CODING = "provider_coding", "Provider to coding: the record"
    INTAKE_CODING = "intake_coding", "Front desk to coding: registration, payer, authorization"
    CODING_PROVIDER = "coding_provider", "Coding to provider and back: queries"
    CODING_QA = "coding_qa", "Coding to quality assurance"
    CODING_BILLING = "coding_billing", "Coding to billing: the coded encounter"
    BILLING_PAYER = "billing_payer", "Billing to payer: the claim"
    NONE = "none", "None: it arose within one step"


# What holds until somebody decides otherwise: the vendor does the first four, beside the
# practice's own people; claims and denials stay with the practice. (side, others may act too)
DEFAULT_OWNERS = MappingProxyType(
    {
        Step.DOCUMENTATION: (Side.VENDOR, True),
        Step.CODING: (Side.VENDOR, True),
        Step.QA: (Side.VENDOR, True),
        Step.QUERY: (Side.VENDOR, True),
        Step.CLAIM: (Side.PRACTICE, False),
        Step.DENIAL: (Side.PRACTICE, False),
    }
)

# Documents that are on file whatever was agreed: kind -> (side that provides it, required).
DEFAULT_REQUIREMENTS = MappingProxyType(
    {
        DocumentKind.CONTRACT: (Side.PRACTICE, True),
        DocumentKind.PRIVACY_POLICY: (Side.VENDOR, True),
        DocumentKind.SECURITY_POLICY: (Side.VENDOR, True),
        DocumentKind.TRAINING_RECORDS: (Side.VENDOR, True),
        DocumentKind.BREACH_PROCEDURE: (Side.VENDOR, True),
        DocumentKind.SOC2: (Side.VENDOR, True),
        DocumentKind.HITRUST: (Side.VENDOR, False),
        DocumentKind.ISO27001: (Side.VENDOR, False),
    }
)
# Kept with what they belong to and made or filed there, never put into the vault by hand.
KEPT_ELSEWHERE = frozenset(
    {
        DocumentKind.BAA,
        DocumentKind.UPLOAD,
        DocumentKind.ERROR_FILE,
        DocumentKind.REPORT,
        DocumentKind.EVIDENCE,
        DocumentKind.DATA_RETURN,
        DocumentKind.CERTIFICATE,
    }
)
ATTESTATIONS = frozenset({DocumentKind.SOC2, DocumentKind.HITRUST, DocumentKind.ISO27001})
