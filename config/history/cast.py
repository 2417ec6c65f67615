"""Who takes part in the demo: invented organizations and people, all marked as demo."""

from dataclasses import dataclass

from engagements.roles import Role

SLUG = "demo"
ZONE = "America/New_York"
PASSWORD = "concord-demo-2026"  # noqa: S105 -- of the demo alone, printed at every start
ORGANIZATIONS = (
    ("practice", "Cedar Hollow Physicians (demo)", "cedar-hollow-demo", "US"),
    ("vendor", "Northlight Coding Services (demo)", "northlight-demo", "IN"),
    ("auditor", "Tidewater Coding Review (demo)", "tidewater-demo", "US"),
)


@dataclass(frozen=True)
class Person:
    key: str
    name: str
    kind: str
    roles: tuple[str, ...]
    zone: str = ZONE

    @property
    def email(self) -> str:
        return f"{self.key}@demo.example"


PEOPLE = (
    Person("manager", "Morgan Hale", "practice", (Role.PRACTICE_MANAGER,)),
    Person("cdi", "Casey Lindqvist", "practice", (Role.CDI_COORDINATOR,)),
    Person("denials", "Devon Achterberg", "practice", (Role.DENIAL_ANALYST,)),
    Person("compliance", "Robin Castellane", "practice", (Role.COMPLIANCE_OFFICER,)),
    Person("inhouse", "Jamie Thornbury", "practice", (Role.IN_HOUSE_CODER,)),
    Person("provider", "Dr. Avery Okonedo", "practice", (Role.PROVIDER,)),
    Person("provider2", "Dr. Rowan Petrakis", "practice", (Role.PROVIDER,)),
    Person("provider3", "Dr. Sasha Brandvold", "practice", (Role.PROVIDER,)),
    Person("lead", "Priya Vartanian", "vendor", (Role.VENDOR_LEAD,), "Asia/Kolkata"),
    Person("coder", "Anil Desrosiers", "vendor", (Role.VENDOR_CODER,), "Asia/Kolkata"),
    Person("coder2", "Meera Falkenrath", "vendor", (Role.VENDOR_CODER,), "Asia/Kolkata"),
    Person("coder3", "Tomas Iyengar", "vendor", (Role.VENDOR_CODER,), "Asia/Kolkata"),
    Person("auditor", "Lena Worthing", "vendor", (Role.VENDOR_AUDITOR,)),
    Person("qalead", "Chris Abernethy", "vendor", (Role.VENDOR_QA_LEAD,)),
    Person("independent", "Quinn Delacroix", "auditor", (Role.INDEPENDENT_AUDITOR,)),
)
CODERS = ("coder", "coder2", "coder3")
# (person, base of the NPI, specialty): the NPIs pass the check digit and belong to nobody here.
PROVIDERS = (
    ("provider", "100000001", "family_medicine"),
    ("provider2", "100000002", "cardiology"),
    ("provider3", "100000003", "orthopedics"),
)
PAYERS = ("Medicare (demo)", "Blue Ridge Health (demo)", "State Medicaid (demo)")


def npi_of(base: str) -> str:
    """Nine digits with their check digit (Luhn over the prefix 80840)."""
    digits = [int(d) for d in reversed("80840" + base)]
    total = sum(
        digit if position % 2 else (digit * 2 - 9 if digit > 4 else digit * 2)  # noqa: PLR2004 -- Luhn
        for position, digit in enumerate(digits)
    )
    return base + str(-total % 10)
