"""One FHIR Encounter as the cells of a worklist row."""

from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Any

from charts.importers.cells import LOCATION_LENGTH
from charts.rows import DocumentRow

NPI_SYSTEM = "us-npi"
CELLS = (
    "encounter_ref",
    "encounter_class",
    "specialty",
    "provider_npi",
    "provider_name",
    "date_of_service",
    "documentation_complete_at",
    "urgency",
    "location",
)
UNSTATED_SPECIALTY = "general_practice"
DATE_LENGTH = len("2026-03-02")


@dataclass
class Export:
    """What is remembered of the other resources until the encounters are read."""

    npi_by_id: dict[str, str] = field(default_factory=dict)
    name_by_npi: dict[str, str] = field(default_factory=dict)
    specialty_by_npi: dict[str, str] = field(default_factory=dict)
    roles: dict[str, tuple[str, str]] = field(default_factory=dict)
    complete_by_encounter: dict[str, str] = field(default_factory=dict)
    documents_by_encounter: dict[str, list[DocumentRow]] = field(default_factory=dict)


def encounter_cells(resource: dict[str, Any], export: Export, zone: tzinfo) -> tuple[str, ...]:
    """The cells of one encounter, as `CELLS`; the patient it is about is not among them."""
    npi, specialty = _performer(resource, export)
    own_id = as_text(resource.get("id"))
    return (
        own_id,
        _class(resource.get("class")),
        specialty or UNSTATED_SPECIALTY,
        npi,
        export.name_by_npi.get(npi, ""),
        _day(as_text(as_dict(resource.get("period")).get("start")), zone),
        export.complete_by_encounter.get(own_id, ""),
        _urgency(resource),
        _location(resource),
    )


def _day(start: str, zone: tzinfo) -> str:
    """The practice's day: many systems export in UTC, where an evening visit is the day after."""
    try:
        at = datetime.fromisoformat(start)
        return (at.astimezone(zone) if at.tzinfo else at).date().isoformat()
    except (ValueError, OverflowError):
        return start[:DATE_LENGTH]


def _class(value: Any) -> str:
    """R4 gives a Coding, R5 a list of concepts."""
    first = as_dict(next(iter(value), {})) if isinstance(value, list) else as_dict(value)
    coding = as_dict(next(iter(as_list(first.get("coding"))), first))
    return as_text(coding.get("code"))


def _urgency(resource: dict[str, Any]) -> str:
    codings = as_list(as_dict(resource.get("priority")).get("coding"))
    code = as_text(as_dict(next(iter(codings), {})).get("code")).upper()
    return dict.fromkeys(("S", "EM", "A", "UR"), "urgent").get(code, "")


def _location(resource: dict[str, Any]) -> str:
    """The first place that has a name, as long as we keep one."""
    for place in map(as_dict, as_list(resource.get("location"))):
        name = as_text(as_dict(place.get("location")).get("display"))
        kept = "".join(filter(str.isprintable, " ".join(name.split())))
        if kept:
            return kept[:LOCATION_LENGTH].rstrip()
    return ""


def _performer(resource: dict[str, Any], export: Export) -> tuple[str, str]:
    """The primary performer if there is one, else the attender, else anybody with an NPI."""
    ranked = sorted(map(as_dict, as_list(resource.get("participant"))), key=_rank)
    for participant in ranked:
        reference = participant.get("individual") or participant.get("actor")
        kind, _, own_id = as_text(as_dict(reference).get("reference")).rpartition("/")
        if kind.endswith("PractitionerRole") and own_id in export.roles:
            return export.roles[own_id]
        if npi := npi_of(reference, export):
            return npi, export.specialty_by_npi.get(npi, "")
    return "", ""


def _rank(participant: dict[str, Any]) -> int:
    codes = {
        as_text(as_dict(coding).get("code"))
        for concept in as_list(participant.get("type"))
        for coding in as_list(as_dict(concept).get("coding"))
    }
    return 0 if "PPRF" in codes else 1 if "ATND" in codes else 2


def npi_of(reference: Any, export: Export) -> str:
    """Of `Practitioner/id`, `Practitioner?identifier=system|npi` or a logical identifier."""
    target = as_dict(reference)
    identifier = as_dict(target.get("identifier"))
    if NPI_SYSTEM in as_text(identifier.get("system")):
        return as_text(identifier.get("value"))
    text = as_text(target.get("reference"))
    if NPI_SYSTEM in text and "|" in text:
        return text.rpartition("|")[2]
    return export.npi_by_id.get(id_of(text), "")


def id_of(reference: str) -> str:
    return reference.partition("/_history")[0].rpartition("/")[2].removeprefix("urn:uuid:")


def as_dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def as_text(value: Any) -> str:
    return value if isinstance(value, str) else ""
