"""The credential catalogue as it begins; every engagement may change its own.

AAPC: 36 units in two years for one credential and 4 more for each further one up to five; 16 in
the own field for audit, compliance, documentation and interventional radiology, 8 for the
specialties. AHIMA: 20 (RHIA 30) in two years and 10 for each further one. Bodies change this.
"""

from typing import NamedTuple

from django.db import transaction

from engagements.enums.workforce import CredentialBody, CredentialLevel
from engagements.kernel.policy import Actor
from engagements.models import CredentialKind
from engagements.policies.workforce import CredentialKindPolicy
from engagements.services.workforce.keeping import row_keep, row_lock

GENERAL, SPECIALTY, OTHER = (
    CredentialLevel.GENERAL,
    CredentialLevel.SPECIALTY,
    CredentialLevel.OTHER,
)
AAPC, AHIMA, ACDIS = CredentialBody.AAPC, CredentialBody.AHIMA, CredentialBody.ACDIS
AAPC_UNITS = {"ceu_base": 36, "ceu_extra": 4, "ceu_counted": 5}
AHIMA_UNITS = {"ceu_base": 20, "ceu_extra": 10, "ceu_counted": None}
TO_CONFIRM = "Continuing education to be confirmed with the body."


class Entry(NamedTuple):
    body: CredentialBody
    code: str
    title: str
    level: CredentialLevel
    specific: int = 0


STANDARD = (
    Entry(AAPC, "CPC", "Certified Professional Coder (physician)", GENERAL),
    Entry(AAPC, "CPC-A", "Certified Professional Coder, apprentice", CredentialLevel.APPRENTICE),
    Entry(AAPC, "COC", "Certified Outpatient Coder (hospital outpatient, ASC)", SPECIALTY),
    Entry(AAPC, "CIC", "Certified Inpatient Coder", SPECIALTY),
    Entry(AAPC, "CRC", "Certified Risk Adjustment Coder", SPECIALTY),
    Entry(AAPC, "CPB", "Certified Professional Biller", OTHER),
    Entry(AAPC, "CPMA", "Certified Professional Medical Auditor", OTHER, 16),
    Entry(AAPC, "CDEO", "Certified Documentation Expert Outpatient", OTHER, 16),
    Entry(AAPC, "CPPM", "Certified Physician Practice Manager", OTHER),
    Entry(AAPC, "CPCO", "Certified Professional Compliance Officer", OTHER, 16),
    Entry(AAPC, "CCC", "Certified Cardiology Coder", SPECIALTY, 8),
    Entry(AAPC, "COSC", "Certified Orthopaedic Surgery Coder", SPECIALTY, 8),
    Entry(AAPC, "CHONC", "Certified Hematology and Oncology Coder", SPECIALTY, 8),
    Entry(AAPC, "CEDC", "Certified Emergency Department Coder", SPECIALTY, 8),
    Entry(AAPC, "CEMC", "Certified Evaluation and Management Coder", SPECIALTY, 8),
    Entry(AAPC, "CGSC", "Certified General Surgery Coder", SPECIALTY, 8),
    Entry(AAPC, "CGIC", "Certified Gastroenterology Coder", SPECIALTY, 8),
    Entry(AAPC, "COBGC", "Certified Obstetrics Gynecology Coder", SPECIALTY, 8),
    Entry(AAPC, "CPEDC", "Certified Pediatric Coder", SPECIALTY, 8),
    Entry(AAPC, "CANPC", "Certified Anesthesia and Pain Management Coder", SPECIALTY, 8),
    Entry(AAPC, "CASCC", "Certified Ambulatory Surgical Center Coder", SPECIALTY, 8),
    Entry(AAPC, "CDERC", "Certified Dermatology Coder", SPECIALTY, 8),
    Entry(AAPC, "CENTC", "Certified Ear, Nose and Throat Coder", SPECIALTY, 8),
    Entry(AAPC, "CIMC", "Certified Internal Medicine Coder", SPECIALTY, 8),
    Entry(AAPC, "CIRCC", "Certified Interventional Radiology Cardiovascular Coder", SPECIALTY, 16),
    Entry(AHIMA, "CCA", "Certified Coding Associate (entry)", GENERAL),
    Entry(AHIMA, "CCS", "Certified Coding Specialist (inpatient, facility)", SPECIALTY),
    Entry(AHIMA, "CCS-P", "Certified Coding Specialist, physician-based", GENERAL),
    Entry(AHIMA, "RHIT", "Registered Health Information Technician", OTHER),
    Entry(AHIMA, "RHIA", "Registered Health Information Administrator", OTHER),
    Entry(AHIMA, "CDIP", "Certified Documentation Improvement Practitioner", OTHER),
    Entry(ACDIS, "CCDS", "Certified Clinical Documentation Specialist", OTHER),
    Entry(ACDIS, "CCDS-O", "Certified Clinical Documentation Specialist, outpatient", OTHER),
)


@transaction.atomic
def catalogue_fill(*, actor: Actor) -> int:
    """Adds the standard entries the engagement does not have; changed ones stay as they are."""
    actor.require("workforcerule.manage")
    own = CredentialKind.objects.filter(engagement=actor.engagement)
    kept = set(own.values_list("code", flat=True))
    rows = [_row(actor, entry) for entry in STANDARD if entry.code not in kept]
    CredentialKind.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _row(actor: Actor, entry: Entry) -> CredentialKind:
    units = AAPC_UNITS if entry.body == AAPC else AHIMA_UNITS if entry.body == AHIMA else {}
    if entry.code == "RHIA":
        units = AHIMA_UNITS | {"ceu_base": 30}
    return CredentialKind(
        engagement=actor.engagement,
        body=entry.body,
        code=entry.code,
        title=entry.title,
        level=entry.level,
        is_apprentice=entry.level == CredentialLevel.APPRENTICE,
        ceu_specific=entry.specific,
        note="" if entry.body == AAPC else TO_CONFIRM,
        **units,
    )


@transaction.atomic
def credentialkind_save(
    *, actor: Actor, kind: CredentialKind | None, **values: object
) -> CredentialKind:
    """Adds an entry to the catalogue or changes one. The code of one in use stays."""
    actor.require("workforcerule.manage")
    if kind is None:
        kind = CredentialKind(engagement=actor.engagement)
    else:
        CredentialKindPolicy.check(actor, "workforcerule.manage", kind)
        row_lock(kind)
        values.pop("code", None)
    for name, value in values.items():
        setattr(kind, name, value)
    kind.code = kind.code.strip().upper()
    kind.is_apprentice = kind.level == CredentialLevel.APPRENTICE
    return row_keep(kind)
