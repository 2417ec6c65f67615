"""The fixed vocabularies of an engagement."""

from django.db.models import TextChoices


class OrganizationKind(TextChoices):
    PRACTICE = "practice", "Practice"
    VENDOR = "vendor", "Coding vendor"
    AUDITOR = "auditor", "Independent auditor"
    PLATFORM = "platform", "Platform operator"


class Side(TextChoices):
    """On whose behalf somebody acts in an engagement."""

    PRACTICE = "practice", "Practice"
    VENDOR = "vendor", "Vendor"
    AUDITOR = "auditor", "Auditor"
    SYSTEM = "system", "System"


# The two who made the contract: each signs, owns steps, keeps calendars and documents.
PARTIES = (Side.PRACTICE, Side.VENDOR)
PARTY_CHOICES = [(side.value, side.label) for side in PARTIES]


class Phase(TextChoices):
    DRAFT = "draft", "Draft"
    BASELINE = "baseline", "Baseline"
    DOCUMENTATION = "documentation", "Documentation"
    SHADOW = "shadow", "Shadow coding"
    LIVE = "live", "Live (hypercare)"
    STEADY = "steady", "Steady"
    ROLLED_BACK = "rolled_back", "Rolled back"
    EXIT = "exit", "Exit"


class EncounterClass(TextChoices):
    """After HL7 v3 ActCode's encounter classes, in the words of billing offices."""

    OUTPATIENT = "outpatient", "Outpatient"
    EMERGENCY = "emergency", "Emergency"
    INPATIENT = "inpatient", "Inpatient"
    OBSERVATION = "observation", "Observation"
    SURGERY = "surgery", "Same-day surgery"
    HOME_HEALTH = "home_health", "Home health"
    VIRTUAL = "virtual", "Virtual"


class Urgency(TextChoices):
    ROUTINE = "routine", "Routine"
    URGENT = "urgent", "Urgent"


class Complexity(TextChoices):
    STANDARD = "standard", "Standard"
    COMPLEX = "complex", "Complex"


class ClockBasis(TextChoices):
    ELAPSED = "elapsed", "Elapsed hours"
    BUSINESS = "business", "Business hours"


class AccuracyMethod(TextChoices):
    """The methods of DOMAIN.md 3.1; each figure prints the one it was computed by."""

    ENCOUNTER = "encounter", "Encounter (all four components correct)"
    CODE_OVER_CODE = "code_over_code", "Code over code (AHIMA)"
    NET = "net", "Code over code, net of extra codes"
    CODER_DENOMINATOR = "coder_denominator", "Correct codes over coder's codes"
    UNION = "union", "Correct codes over all codes"
    COMPONENT = "component", "Components"
    FINANCIAL = "financial", "Financial impact"


class VerdictTest(TextChoices):
    """How the contract decides whether a floor was met."""

    INTERVAL = "interval", "Exact interval"
    POINT_ESTIMATE = "point_estimate", "Point estimate"


class TermsState(TextChoices):
    DRAFT = "draft", "Draft"
    PROPOSED = "proposed", "Proposed"
    ACCEPTED = "accepted", "Accepted"
    WITHDRAWN = "withdrawn", "Withdrawn"


class JobState(TextChoices):
    QUEUED = "queued", "Queued"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class DocumentKind(TextChoices):
    BAA = "baa", "Business associate agreement"
    CONTRACT = "contract", "Contract"
    PRIVACY_POLICY = "privacy_policy", "Privacy policy"
    SECURITY_POLICY = "security_policy", "Security policy"
    TRAINING_RECORDS = "training_records", "Workforce training records"
    BREACH_PROCEDURE = "breach_procedure", "Breach-notification procedure"
    SOC2 = "soc2", "SOC 2 Type II report"
    HITRUST = "hitrust", "HITRUST certification"
    ISO27001 = "iso27001", "ISO 27001 certificate"
    UPLOAD = "upload", "Uploaded data file"
    ERROR_FILE = "error_file", "Import error file"
    REPORT = "report", "Report"
    EVIDENCE = "evidence", "Evidence of a record"
    DATA_RETURN = "data_return", "Data-return package"
    CERTIFICATE = "certificate", "Certificate of return or destruction"
    OTHER = "other", "Other"


class ReadRecord(TextChoices):
    """The records whose reads the access log keeps, by the lower-case label of their model."""

    CHART = "charts.chart", "Chart"
    IMPORT = "charts.importbatch", "Import"
    AUDIT = "qa.audit", "Audit"
    QUERY = "queries.query", "Query"
    CLAIM = "denials.claim", "Claim"
    DENIAL = "denials.denial", "Denial"
    DOCUMENT = "engagements.document", "Document"
    INCIDENT = "engagements.incident", "Incident"
    MONTHLY_REPORT = "reporting.monthlyreport", "Monthly report"
    DATA_RETURN = "engagements.datareturn", "Data-return package"
