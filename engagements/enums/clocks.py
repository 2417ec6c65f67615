"""The vocabularies of clocks: documents, cutoffs."""

from django.db.models import TextChoices


class DocumentType(TextChoices):
    """What a record is made of, after the note types LOINC names."""

    PROGRESS_NOTE = "progress_note", "Progress note"
    HISTORY_PHYSICAL = "history_physical", "History and physical"
    ASSESSMENT_PLAN = "assessment_plan", "Evaluation and plan"
    EMERGENCY_NOTE = "emergency_note", "Emergency department note"
    CONSULTATION = "consultation", "Consultation note"
    OPERATIVE_NOTE = "operative_note", "Operative note"
    PROCEDURE_NOTE = "procedure_note", "Procedure note"
    DISCHARGE_SUMMARY = "discharge_summary", "Discharge summary"
    PATHOLOGY_REPORT = "pathology_report", "Pathology report"
    IMAGING_REPORT = "imaging_report", "Imaging report"
    ORDERS = "orders", "Orders"
    ADDENDUM = "addendum", "Addendum"
    OTHER = "other", "Other document"


class CutoffKind(TextChoices):
    BUSINESS_DAY = "business_day", "Business day of the next month"
    LAST_DAY = "last_day", "Last day of the month"
