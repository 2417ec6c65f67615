"""The fixed vocabularies of the workforce: credentials, sites, training, notices, roster."""

from django.db.models import TextChoices


class CredentialBody(TextChoices):
    AAPC = "aapc", "AAPC"
    AHIMA = "ahima", "AHIMA"
    ACDIS = "acdis", "ACDIS"
    OTHER = "other", "Other body"


class CredentialLevel(TextChoices):
    """What a credential shows; a complex specialty asks for more than a general one."""

    APPRENTICE = "apprentice", "Apprentice"
    GENERAL = "general", "General"
    SPECIALTY = "specialty", "Specialty"
    OTHER = "other", "Audit, billing, management"


class Audience(TextChoices):
    """Whose coders a rule binds."""

    VENDOR = "vendor", "Vendor's coders"
    PRACTICE = "practice", "Practice's coders"
    BOTH = "both", "Coders of both sides"


class SpecialtyScope(TextChoices):
    EVERY = "every", "Every chart"
    SPECIALTY = "specialty", "One specialty"


class ComplexityScope(TextChoices):
    ANY = "any", "All charts"
    COMPLEX = "complex", "Complex charts only"


class PayerScope(TextChoices):
    """Which charts a rule or a notice is about; nothing is left blank to mean all of them."""

    EVERY = "every", "Every chart"
    PAYER = "payer", "One payer"
    STATE = "state", "One payer state"
    PAYER_STATE = "payer_state", "One payer in one state"


class ResidencyEffect(TextChoices):
    ALLOWED = "allowed", "Allowed"
    FORBIDDEN = "forbidden", "Forbidden"


class NoticeKind(TextChoices):
    CODE_SET = "code_set", "Code set change"
    COVERAGE = "coverage", "LCD or NCD"
    STATE_BULLETIN = "state_bulletin", "State bulletin"
    STATE_PACK = "state_pack", "State programme rules"
    MCO_PACK = "mco_pack", "Managed care organization's rules"
    PAYER_POLICY = "payer_policy", "Payer policy"
    OTHER = "other", "Other"


class InstructionScope(TextChoices):
    EVERY = "every", "Every chart"
    SOME = "some", "Charts that match"


class CoverRank(TextChoices):
    PRIMARY = "primary", "Primary"
    BACKUP = "backup", "Backup"


class LeaveKind(TextChoices):
    VACATION = "vacation", "Vacation"
    TRAINING = "training", "Training"
    ABSENCE = "absence", "Absence"


class GuardRule(TextChoices):
    """What may refuse a coder a chart."""

    CREDENTIAL = "credential", "Credential"
    SPECIALTY = "specialty", "Specialty match"
    EXPERIENCE = "experience", "Experience"
    TRAINING = "training", "Training"
    SITE = "site", "Site"
    RESIDENCY = "residency", "Data residency"
    ROSTER = "roster", "Roster"
    LEAVE = "leave", "Leave"
    PROBATION = "probation", "Probation"
