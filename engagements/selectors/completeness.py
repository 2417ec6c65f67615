"""How complete a contract is: the ten terms of a BAA, the ten elements of the agreement."""

from collections.abc import Iterable
from dataclasses import dataclass

from engagements.enums.agreement import BaaTerm
from engagements.kernel.presentation import humanize
from engagements.models import BusinessAssociateAgreement, Engagement, Terms
from engagements.selectors.escalations import rules_in_force
from engagements.selectors.gates import engagement_today
from engagements.selectors.readiness import baa_current, baa_standing


def baa_terms_missing(baa: BusinessAssociateAgreement) -> list[BaaTerm]:
    return [term for term in BaaTerm if term.value not in baa.required_terms]


def baa_gap(baa: BusinessAssociateAgreement) -> tuple[str, str] | None:
    """What keeps an agreement from being signed, and the remedy; None where nothing does."""
    if missing := baa_terms_missing(baa):
        named = "; ".join(term.label for term in missing)
        return (
            f"The agreement lacks {len(missing)} of the ten required terms: {named}.",
            "The practice manager corrects the draft; then it can be signed.",
        )
    if baa.document_id is None:
        return (
            "The text of the agreement is not on file.",
            "The practice manager adds the document to the draft; then it can be signed.",
        )
    return None


@dataclass(frozen=True)
class Element:
    """One of the ten elements of a contract, with what is agreed or what is missing."""

    key: str
    title: str
    done: bool
    detail: str
    url_name: str = "engagements:terms-propose"
    action: str = "terms.propose"


@dataclass(frozen=True)
class Completeness:
    elements: tuple[Element, ...]

    @property
    def done(self) -> int:
        return sum(element.done for element in self.elements)

    @property
    def total(self) -> int:
        return len(self.elements)

    @property
    def missing(self) -> list[Element]:
        return [element for element in self.elements if not element.done]


def completeness_of(engagement: Engagement, terms: Terms | None) -> Completeness:
    """The ten elements, from the terms and from what stands beside them."""
    return Completeness(
        (
            *_measured(terms),
            _security(engagement),
            *_rights(terms),
            _escalation(engagement),
            *_end(terms),
        )
    )


def _measured(terms: Terms | None) -> Iterable[Element]:
    floors = list(terms.accuracy_floors.all()) if terms else []
    named = sorted({row.specialty for row in floors if row.specialty})
    yield Element(
        "accuracy",
        "Accuracy by specialty",
        bool(named),
        f"Floors for {', '.join(named)}" if named else "No floor names a specialty",
    )
    classes = list(terms.turnaround_classes.all()) if terms else []
    by_class = [row for row in classes if row.encounter_class]
    yield Element(
        "turnaround",
        "Turnaround by class",
        bool(by_class),
        f"{len(classes)} classes" if by_class else "No turnaround names an encounter class",
    )
    rework = terms.get_rework_policy_display() if terms and terms.rework_policy else ""
    detail = f"{rework}, within {terms.rework_days} business days" if terms and rework else ""
    yield Element("rework", "Rework", bool(rework), detail or "Nobody is named who bears it")


def _security(engagement: Engagement) -> Element:
    baa = baa_current(engagement)
    standing = baa_standing(baa, engagement).word if baa else ""
    done = standing in {"in_force", "scheduled"}
    detail = f"Breach notice within {baa.breach_notice_hours} hours" if baa and done else ""
    return Element(
        "security",
        "Security and breach times",
        done,
        detail or "No BAA in force sets the hours of a breach notice",
        "engagements:baa",
        "baa.view",
    )


def _rights(terms: Terms | None) -> Iterable[Element]:
    audits = bool(terms and terms.independent_audit_right)
    notice = terms.audit_notice_days if terms else 0
    when = f"with {notice} days' notice" if notice else "at any time"
    yield Element(
        "audit",
        "Audit rights",
        audits,
        f"Independent audit {when}" if audits else "No right to an independent audit",
    )
    credential = terms.minimum_credential if terms else ""
    yield Element(
        "coders", "Coder qualifications", bool(credential), credential or "No minimum is stated"
    )
    cadence = terms.get_report_cadence_display() if terms and terms.report_cadence else ""
    if terms and cadence:
        cadence = f"{cadence}, due on business day {terms.report_due_days}"
    yield Element("reporting", "Reporting", bool(cadence), cadence or "No reports are agreed")


def _escalation(engagement: Engagement) -> Element:
    rules = rules_in_force(engagement, engagement_today(engagement))
    triggers = sorted(set(rules.order_by().values_list("trigger", flat=True)))
    detail = f"Rules for {', '.join(map(humanize, triggers)).lower()}" if triggers else ""
    return Element(
        "escalation",
        "Escalation paths",
        bool(triggers),
        detail or "No rule says who is told, and after how many hours",
        "engagements:escalation-matrix",
        "escalation.view",
    )


def _end(terms: Terms | None) -> Iterable[Element]:
    assistance = terms.transition_assistance_days if terms else None
    data = terms.data_return_days if terms else None
    both = assistance is not None and data is not None
    yield Element(
        "transition",
        "Transition assistance and data return",
        both,
        f"{assistance} days of help, data within {data} days"
        if both
        else "Help at the end and the return of data are not both agreed",
    )
    notice = terms.notice_days if terms else None
    yield Element(
        "notice",
        "Notice of termination",
        notice is not None,
        f"{notice} days" if notice is not None else "No notice is agreed",
    )
