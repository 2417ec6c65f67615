"""FHIR R4 bulk export: the NDJSON files of one export, read together.

Encounter gives the chart, Practitioner and PractitionerRole the provider and specialty,
DocumentReference which documents there are, since when, and whether they are signed. Patient,
Condition and all other resources are never looked into, and of a DocumentReference neither the
note nor the subject is kept: each line is parsed, a few values are taken, and it is forgotten.
"""

import json
from collections.abc import Iterator
from functools import partial
from typing import Any

from charts.enums import ImportFormat
from charts.importers.base import Importer, Preview, RowBuilder, lines_count
from charts.importers.columns import BY_NAME
from charts.importers.fhir_documents import document_collect
from charts.importers.fhir_encounter import (
    CELLS,
    NPI_SYSTEM,
    Export,
    as_dict,
    as_list,
    as_text,
    encounter_cells,
    npi_of,
)
from charts.importers.files import CUT_OFF, FileError, Source, sniff_encoding, text_lines
from charts.rows import ChartRow, RowError

MAX_LINE = 32 << 20
"""A DocumentReference may carry a whole scanned note."""

DONE = {"finished", "completed", "in-progress", "onleave", "discharged"}
RESOURCE = '"resourceType"'

USED = ("Practitioner", "PractitionerRole", "DocumentReference", "Encounter")


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
            "DocumentReference": partial(document_collect, context=self.context),
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
            if (status := as_text(resource.get("status"))) not in DONE:
                yield builder.error(
                    number,
                    "status",
                    status,
                    "is no status of a visit that took place",
                    "Export encounters that are finished or in progress",
                )
                continue
            documents = export.documents_by_encounter.get(as_text(resource.get("id")), ())
            for item in builder.build(number, encounter_cells(resource, export, self.context.zone)):
                told = documents and isinstance(item, ChartRow)
                yield item._replace(documents=tuple(documents)) if told else item
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
            as_text(as_dict(item).get("value"))
            for item in as_list(resource.get("identifier"))
            if NPI_SYSTEM in as_text(as_dict(item).get("system"))
        ),
        "",
    )
    if not npi:
        return
    export.npi_by_id[as_text(resource.get("id"))] = npi
    name = as_dict(next(iter(as_list(resource.get("name"))), {}))
    parts = [*as_list(name.get("prefix")), *as_list(name.get("given")), name.get("family")]
    written = as_text(name.get("text")) or " ".join(as_text(part) for part in parts if part)
    export.name_by_npi[npi] = written


def _role(resource: dict[str, Any], export: Export) -> None:
    specialty = ""
    for concept in as_list(resource.get("specialty")) or as_list(resource.get("code")):
        coding = as_dict(next(iter(as_list(as_dict(concept).get("coding"))), {}))
        specialty = as_text(coding.get("display")) or as_text(as_dict(concept).get("text"))
        if specialty:
            break
    npi = npi_of(resource.get("practitioner"), export)
    if not npi:
        return
    export.specialty_by_npi.setdefault(npi, specialty)
    export.roles[as_text(resource.get("id"))] = (npi, specialty)
