"""The fixed vocabularies of provider queries."""

from django.db.models import TextChoices


class QueryState(TextChoices):
    DRAFT = "draft", "Draft"
    SENT = "sent", "Waiting for the provider"
    ANSWERED = "answered", "Answered"
    UNRESOLVED = "unresolved", "Unresolved"
    CANCELLED = "cancelled", "Cancelled"


class QueryKind(TextChoices):
    MULTIPLE_CHOICE = "multiple_choice", "Multiple choice"
    YES_NO = "yes_no", "Yes or no"
    OPEN = "open", "Open-ended"


class QueryCategory(TextChoices):
    CONFLICTING = "conflicting", "Conflicting documentation"
    INCOMPLETE = "incomplete", "Incomplete documentation"
    AMBIGUOUS = "ambiguous", "Ambiguous documentation"
    SPECIFICITY = "specificity", "Greater specificity"
    CLINICAL_VALIDATION = "clinical_validation", "Clinical validation"
    CAUSE_EFFECT = "cause_effect", "Cause and effect"
    PRESENT_ON_ADMISSION = "present_on_admission", "Present on admission"
    INDICATORS_NO_DIAGNOSIS = "indicators_no_diagnosis", "Indicators without a diagnosis"


class OptionKind(TextChoices):
    SUBSTANTIVE = "substantive", "Option"
    OTHER = "other", "Other"
    UNDETERMINED = "undetermined", "Unable to determine"
    NOT_MINE = "not_mine", "Not my patient"
    NEED_INFO = "need_info", "Need more information"


class QueryOutcome(TextChoices):
    AGREED = "agreed", "Agreed (documentation changes)"
    DISAGREED = "disagreed", "Disagreed"
    OTHER = "other", "Other"
    UNDETERMINED = "undetermined", "Unable to determine"
    NOT_MINE = "not_mine", "Not my patient"
    NEED_INFO = "need_info", "Needs more information"
    NO_RESPONSE = "no_response", "No response"


class TextKind(TextChoices):
    INDICATORS = "indicators", "Clinical indicators"
    QUESTION = "question", "Question"
    ANSWER = "answer", "Answer"
