"""The roles of REQUIREMENTS.md K and L, and whose side each takes."""

from types import MappingProxyType

from django.db.models import TextChoices


class Role(TextChoices):
    """The side of each is in `SIDES`."""

    PRACTICE_MANAGER = "practice_manager", "Practice manager"
    CDI_COORDINATOR = "cdi_coordinator", "CDI coordinator"
    DENIAL_ANALYST = "denial_analyst", "Denial analyst"
    COMPLIANCE_OFFICER = "compliance_officer", "Compliance officer"
    PROVIDER = "provider", "Provider"
    IN_HOUSE_CODER = "in_house_coder", "In-house coder"
    VENDOR_CODER = "vendor_coder", "Vendor coder"
    VENDOR_LEAD = "vendor_lead", "Vendor team lead"
    VENDOR_AUDITOR = "vendor_auditor", "Vendor QA auditor"
    VENDOR_QA_LEAD = "vendor_qa_lead", "Vendor QA lead"
    INDEPENDENT_AUDITOR = "independent_auditor", "Independent auditor"


PLATFORM_ADMIN = "platform_admin"

SIDES = MappingProxyType(
    {
        Role.PRACTICE_MANAGER: "practice",
        Role.CDI_COORDINATOR: "practice",
        Role.DENIAL_ANALYST: "practice",
        Role.COMPLIANCE_OFFICER: "practice",
        Role.PROVIDER: "practice",
        Role.IN_HOUSE_CODER: "practice",
        Role.VENDOR_CODER: "vendor",
        Role.VENDOR_LEAD: "vendor",
        Role.VENDOR_AUDITOR: "vendor",
        Role.VENDOR_QA_LEAD: "vendor",
        Role.INDEPENDENT_AUDITOR: "auditor",
    }
)

MFA_SIDES = frozenset({"vendor", "auditor"})


def role_side(role: str) -> str:
    return SIDES[Role(role)]
