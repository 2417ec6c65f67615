"""The fixed vocabularies of charts and coding."""

from django.db.models import TextChoices


class ChartState(TextChoices):
    WAITING = "waiting", "Waiting for documentation"
    READY = "ready", "Ready to code"
    IN_CODING = "in_coding", "In coding"
    QUERIED = "queried", "Query open"
    CODED = "coded", "Coded"
    CANCELLED = "cancelled", "Cancelled"


class WorkKind(TextChoices):
    CODE = "code", "Code"
    PARALLEL = "parallel", "Parallel code"
    SECOND_REVIEW = "second_review", "Second review"
    REWORK = "rework", "Rework"


class WorkState(TextChoices):
    OPEN = "open", "Open"
    LEASED = "leased", "In work"
    PENDING = "pending", "Pending"
    DONE = "done", "Done"
    CANCELLED = "cancelled", "Cancelled"


class RuleSetState(TextChoices):
    DRAFT = "draft", "Draft"
    IN_FORCE = "in_force", "In force"
    RETIRED = "retired", "Replaced"


class MemberMode(TextChoices):
    """What a queue is to a coder who is a member of it."""

    ONLY = "only", "Takes from such queues alone"
    PREFER = "prefer", "Takes from it first"


class PendingReason(TextChoices):
    """Why a chart cannot go on for now (R61)."""

    INCOMPLETE_CHART = "incomplete_chart", "Incomplete chart"
    MISSING_DOCUMENT = "missing_document", "Missing document"
    CONFLICTING_DOCUMENTATION = "conflicting_documentation", "Conflicting documentation"
    UNCLEAR_DIAGNOSIS = "unclear_diagnosis", "Unclear diagnosis"
    PAYER_LOGIC = "payer_logic", "Unusual payer logic"
    CODING_GUIDANCE = "coding_guidance", "Coding guidance needed"
    SYSTEM = "system", "System or access problem"


class PendingOutcome(TextChoices):
    SETTLED = "settled", "Settled"
    UNFOUNDED = "unfounded", "Was not needed"


class Party(TextChoices):
    """Whose answer a coding is."""

    VENDOR = "vendor", "Vendor"
    IN_HOUSE = "in_house", "In-house"
    AUDITOR = "auditor", "Auditor"


class CodingState(TextChoices):
    DRAFT = "draft", "Draft"
    ATTESTED = "attested", "Attested"
    DISCARDED = "discarded", "Discarded"


class CodeSystem(TextChoices):
    ICD10CM = "icd10cm", "ICD-10-CM"
    CPT = "cpt", "CPT"
    HCPCS = "hcpcs", "HCPCS"
    ICD10PCS = "icd10pcs", "ICD-10-PCS"


class ReferenceSystem(TextChoices):
    """Code lists that are looked up beside codings, never coded."""

    POS = "pos", "Place of service"
    CARC = "carc", "Claim adjustment reason"
    RARC = "rarc", "Remittance advice remark"


class CodeSetKind(TextChoices):
    """What `load_codeset` loads."""

    ICD10CM = "icd10cm", "ICD-10-CM"
    HCPCS = "hcpcs", "HCPCS level II"
    CPT = "cpt", "CPT validity dates (no texts)"
    POS = "pos", "Place of service"
    CARC_RARC = "carc_rarc", "CARC and RARC dates (no texts)"
    NCCI = "ncci", "NCCI procedure-to-procedure edits"
    MUE = "mue", "Medically unlikely edits"
    ADD_ON = "add_on", "Add-on code edits"
    RVU = "rvu", "Physician fee schedule"
    EM_BENCHMARK = "em_benchmark", "Visit levels by specialty"


class SuggestionSource(TextChoices):
    NONE = "", "Coder"
    CARRIED = "carried", "Carried from an earlier revision"
    COMPUTER = "computer", "Computer-assisted"


class ClockEventKind(TextChoices):
    DOCUMENTATION_COMPLETE = "documentation_complete", "Documentation complete"
    PAUSE = "pause", "Paused"
    RESUME = "resume", "Resumed"
    READY = "ready", "Coded and ready"
    REOPEN = "reopen", "Reopened"
    RESTART = "restart", "Restarted"
    BILLED = "billed", "Billed"
    CANCEL = "cancel", "Cancelled"


class DocumentSource(TextChoices):
    PAGE = "page", "Entered on the chart's page"
    API = "api", "Sent by a system"
    FHIR = "fhir", "FHIR export"
    LIST = "list", "Worklist file"


class LateDocument(TextChoices):
    """How late a document came to a chart that was coded without it."""

    AFTER_CODING = "after_coding", "Dated after coding"
    AFTER_BILLING = "after_billing", "Dated after billing"


class AnswerRight(TextChoices):
    """Which of two blind answers to one chart is right (R117)."""

    VENDOR = "vendor", "The vendor's answer is right"
    IN_HOUSE = "in_house", "The in-house answer is right"
    NEITHER = "neither", "Neither is right"
    BOTH = "both", "Both can be argued"


class DisagreementReason(TextChoices):
    """Why two answers to one chart differ (R122)."""

    CODER = "coder", "A coder's error"
    DOCUMENTATION = "documentation", "Documentation"
    GUIDELINE = "guideline", "A guideline that leaves it open"
    PAYER_RULE = "payer_rule", "A rule of the payer"


class ClassField(TextChoices):
    """What a person may decide of a chart against the rule (R22)."""

    ENCOUNTER_CLASS = "encounter_class", "Class"
    URGENCY = "urgency", "Urgency"
    COMPLEXITY = "complexity", "Complexity"


class ImportFormat(TextChoices):
    CSV = "csv", "CSV"
    XLSX = "xlsx", "Excel"
    FHIR = "fhir", "FHIR R4 NDJSON"


class EditKind(TextChoices):
    """Bundled edits a code pair or unit count may break."""

    PTP = "ptp", "NCCI procedure-to-procedure"
    MUE = "mue", "Medically unlikely"
    ADD_ON = "add_on", "Add-on without primary"


class EditService(TextChoices):
    """On whose claims CMS applies an edit."""

    PRACTITIONER = "practitioner", "Practitioner"
    OUTPATIENT = "outpatient", "Outpatient hospital"
    EQUIPMENT = "equipment", "Durable medical equipment"
