"""FHIR R4 bulk export: the NDJSON files of one export, read together.

Encounter gives the chart, Practitioner and PractitionerRole the provider and specialty,
DocumentReference the time at which the documentation was complete. Patient, Condition and all
other resources are never looked into, and of a DocumentReference neither the note nor the
subject is kept: each line is parsed, three values are taken, and it is forgotten.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from charts.enums import ImportFormat
from charts.importers.base import Importer, Preview, RowBuilder, lines_count
from charts.importers.columns import BY_NAME
from charts.importers.files import CUT_OFF, FileError, Source, sniff_encoding, text_lines
from charts.rows import ChartRow, RowError

MAX_LINE = 32 << 20
"""A DocumentReference may carry a whole scanned note."""

NPI_SYSTEM = "us-npi"
DONE = {"finished", "completed", "in-progress", "onleave", "discharged"}
UNUSABLE_DOCUMENT = {"entered-in-error"}
UNSIGNED_DOCUMENT = {"preliminary", "entered-in-error", "in-progress", "cancelled", "deprecated"}
RESOURCE = '"resourceType"'

CELLS = (
    "encounter_ref",
    "encounter_class",
    "specialty",
    "provider_npi",
    "provider_name",
    "date_of_service",
    "documentation_complete_at",
    "urgency",
)
UNSTATED_SPECIALTY = "general_practice"
DATE_LENGTH = len("2026-03-02")

USED = ("Practitioner", "PractitionerRole", "DocumentReference", "Encounter")


@dataclass
class Export:
    """What is remembered of the other resources until the encounters are read."""

    npi_by_id: dict[str, str] = field(default_factory=dict)
    name_by_npi: dict[str, str] = field(default_factory=dict)
    specialty_by_npi: dict[str, str] = field(default_factory=dict)
    roles: dict[str, tuple[str, str]] = field(default_factory=dict)
    complete_by_encounter: dict[str, str] = field(default_factory=dict)


class FhirImporter(Importer):
    key = ImportFormat.FHIR.value
    label = "FHIR NDJSON"
    together = True

    @classmethod
    def matches(cls, source: Source) -> bool:
        head = source.head().removeprefix(b"\xef\xbb\xbf").lstrip()
        return head.startswith(b"{") and (RESOURCE.encode() in head or head.startswith(b'{"'))

    def items(self) -> Iterator[ChartRow | RowError]:
        kinds: dict[str, list[Source]] = {}
        for source in self.sources:
            try:
                sniff_encoding(source, MAX_LINE)
                kinds.setdefault(self._kind(source), []).append(source)
            except FileError as error:
                yield error.as_row(source.name)
        if "Encounter" not in kinds:
            yield RowError(
                ", ".join(source.name for source in self.sources),
                0,
                "",
                "",
                "holds no Encounter resources",
                "Send the Encounter file of the same export too",
            )
            return
        export = Export()
        for kind in USED[:-1]:
            for source in kinds.get(kind, ()):
                yield from self._collect(source, kind, export)
        for source in kinds["Encounter"]:
            yield from self._charts(source, export)

    def preview(self, limit: int) -> list[Preview]:
        found = []
        for source in self.sources:
            sniff_encoding(source, MAX_LINE)
            kind = self._kind(source)
            use = "read" if kind in USED else "not read"
            found.append(Preview(source.name, [kind], [use]))
        return found

    def estimate(self) -> int:
        return sum(
            lines_count(source) for source in self.sources if self._kind(source) == "Encounter"
        )

    def _kind(self, source: Source) -> str:
        """The resource type of the first line: a bulk export has one type per file."""
        for _, resource in _resources(source):
            return str(resource.get("resourceType", "")) if isinstance(resource, dict) else ""
        return ""

    def _collect(self, source: Source, kind: str, export: Export) -> Iterator[RowError]:
        collect = {
            "Practitioner": _practitioner,
            "PractitionerRole": _role,
            "DocumentReference": _document,
        }[kind]
        number = 0
        for number, resource in _resources(source):
            if isinstance(resource, dict) and resource.get("resourceType") == kind:
                collect(resource, export)
            else:
                yield _unreadable(source, number, kind)
        if source.truncated:
            yield _breaks_off(source, number + 1)

    def _charts(self, source: Source, export: Export) -> Iterator[ChartRow | RowError]:
        builder = RowBuilder(self.context, source.name, [BY_NAME[name] for name in CELLS])
        number = 0
        for number, resource in _resources(source):
            if not isinstance(resource, dict) or resource.get("resourceType") != "Encounter":
                yield _unreadable(source, number, "Encounter")
                continue
            if (status := _text(resource.get("status"))) not in DONE:
                yield builder.error(
                    number,
                    "status",
                    status,
                    "is no status of a visit that took place",
                    "Export encounters that are finished or in progress",
                )
                continue
            yield from builder.build(number, _encounter(resource, export))
        if source.truncated:
            yield _breaks_off(source, number + 1)


def _resources(source: Source) -> Iterator[tuple[int, Any]]:
    for number, line in enumerate(text_lines(source, MAX_LINE), start=1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except (ValueError, RecursionError):
            yield number, None


def _unreadable(source: Source, number: int, kind: str) -> RowError:
    """Never repeats the line: it may hold a patient."""
    return RowError(
        source.name, number, "", "", f"is no {kind} resource or no complete JSON", CUT_OFF
    )


def _breaks_off(source: Source, number: int) -> RowError:
    return RowError(source.name, number, "", "", "is where the file breaks off", CUT_OFF)


def _practitioner(resource: dict[str, Any], export: Export) -> None:
    npi = next(
        (
            _text(_dict(item).get("value"))
            for item in _list(resource.get("identifier"))
            if NPI_SYSTEM in _text(_dict(item).get("system"))
        ),
        "",
    )
    if not npi:
        return
    export.npi_by_id[_text(resource.get("id"))] = npi
    name = _dict(next(iter(_list(resource.get("name"))), {}))
    parts = [*_list(name.get("prefix")), *_list(name.get("given")), name.get("family")]
    written = _text(name.get("text")) or " ".join(_text(part) for part in parts if part)
    export.name_by_npi[npi] = written


def _role(resource: dict[str, Any], export: Export) -> None:
    specialty = ""
    for concept in _list(resource.get("specialty")) or _list(resource.get("code")):
        coding = _dict(next(iter(_list(_dict(concept).get("coding"))), {}))
        specialty = _text(coding.get("display")) or _text(_dict(concept).get("text"))
        if specialty:
            break
    npi = _npi(resource.get("practitioner"), export)
    if not npi:
        return
    export.specialty_by_npi.setdefault(npi, specialty)
    export.roles[_text(resource.get("id"))] = (npi, specialty)


def _document(resource: dict[str, Any], export: Export) -> None:
    """The record is complete when the last of its signed documents is."""
    if _text(resource.get("status")) in UNUSABLE_DOCUMENT:
        return
    if _text(resource.get("docStatus")) in UNSIGNED_DOCUMENT:
        return
    stamp = _text(resource.get("date"))
    for reference in _list(_dict(resource.get("context")).get("encounter")):
        encounter = _id_of(_text(_dict(reference).get("reference")))
        if not encounter or not stamp:
            continue
        known = export.complete_by_encounter.get(encounter)
        if known is None or _later(stamp, known):
            export.complete_by_encounter[encounter] = stamp


def _later(one: str, other: str) -> bool:
    try:
        return datetime.fromisoformat(one) > datetime.fromisoformat(other)
    except (ValueError, TypeError):
        return one > other


def _encounter(resource: dict[str, Any], export: Export) -> tuple[str, ...]:
    """The cells of one encounter, as `CELLS`; the patient it is about is not among them."""
    npi, specialty = _performer(resource, export)
    own_id = _text(resource.get("id"))
    return (
        own_id,
        _class(resource.get("class")),
        specialty or UNSTATED_SPECIALTY,
        npi,
        export.name_by_npi.get(npi, ""),
        _text(_dict(resource.get("period")).get("start"))[:DATE_LENGTH],
        export.complete_by_encounter.get(own_id, ""),
        _urgency(resource),
    )


def _class(value: Any) -> str:
    """R4 gives a Coding, R5 a list of concepts."""
    first = _dict(next(iter(value), {})) if isinstance(value, list) else _dict(value)
    coding = _dict(next(iter(_list(first.get("coding"))), first))
    return _text(coding.get("code"))


def _urgency(resource: dict[str, Any]) -> str:
    codings = _list(_dict(resource.get("priority")).get("coding"))
    code = _text(_dict(next(iter(codings), {})).get("code")).upper()
    return dict.fromkeys(("S", "EM", "A", "UR"), "urgent").get(code, "")


def _performer(resource: dict[str, Any], export: Export) -> tuple[str, str]:
    """The primary performer if there is one, else the attender, else anybody with an NPI."""
    ranked = sorted(map(_dict, _list(resource.get("participant"))), key=_rank)
    for participant in ranked:
        reference = participant.get("individual") or participant.get("actor")
        kind, _, own_id = _text(_dict(reference).get("reference")).rpartition("/")
        if kind.endswith("PractitionerRole") and own_id in export.roles:
            return export.roles[own_id]
        if npi := _npi(reference, export):
            return npi, export.specialty_by_npi.get(npi, "")
    return "", ""


def _rank(participant: dict[str, Any]) -> int:
    codes = {
        _text(_dict(coding).get("code"))
        for concept in _list(participant.get("type"))
        for coding in _list(_dict(concept).get("coding"))
    }
    return 0 if "PPRF" in codes else 1 if "ATND" in codes else 2


def _npi(reference: Any, export: Export) -> str:
    """Of `Practitioner/id`, `Practitioner?identifier=system|npi` or a logical identifier."""
    target = _dict(reference)
    identifier = _dict(target.get("identifier"))
    if NPI_SYSTEM in _text(identifier.get("system")):
        return _text(identifier.get("value"))
    text = _text(target.get("reference"))
    if NPI_SYSTEM in text and "|" in text:
        return text.rpartition("|")[2]
    return export.npi_by_id.get(_id_of(text), "")


def _id_of(reference: str) -> str:
    return reference.partition("/_history")[0].rpartition("/")[2].removeprefix("urn:uuid:")


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
