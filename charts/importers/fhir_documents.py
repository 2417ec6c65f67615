"""What a FHIR DocumentReference says of a chart's documents: type, date, signature. Never text."""

from datetime import datetime
from typing import Any

from charts.importers.cells import Context
from charts.importers.documents import LOINC
from charts.importers.fhir_encounter import Export, as_dict, as_list, as_text, id_of
from charts.importers.times import CLOCK_SKEW, OLDEST_SERVICE, in_utc
from charts.rows import DocumentRow
from engagements.enums import DocumentType

UNUSABLE_DOCUMENT = {"entered-in-error", "cancelled"}
UNSIGNED_DOCUMENT = {"preliminary", "in-progress", "deprecated"}
REFERENCE_LENGTH = 64


def document_collect(resource: dict[str, Any], export: Export, context: Context) -> None:
    """The record is complete when the last of its signed documents is."""
    if UNUSABLE_DOCUMENT & {as_text(resource.get(name)) for name in ("status", "docStatus")}:
        return
    stamp = as_text(resource.get("date"))
    rows = _rows(resource, _moment(stamp, context))
    for reference in as_list(as_dict(resource.get("context")).get("encounter")):
        encounter = id_of(as_text(as_dict(reference).get("reference")))
        if not encounter or not stamp:
            continue
        export.documents_by_encounter.setdefault(encounter, []).extend(rows)
        known = export.complete_by_encounter.get(encounter)
        if _signed(resource) and (known is None or _later(stamp, known)):
            export.complete_by_encounter[encounter] = stamp


def _rows(resource: dict[str, Any], at: datetime | None) -> list[DocumentRow]:
    if at is None:
        return []
    written = filter(str.isprintable, as_text(resource.get("id")))
    reference = "".join(written)[:REFERENCE_LENGTH]
    signed_at = at if _signed(resource) else None
    return [DocumentRow(name, reference, at, signed_at, at) for name in _types(resource)]


def _types(resource: dict[str, Any]) -> list[str]:
    codings = as_list(as_dict(resource.get("type")).get("coding"))
    codes = [as_text(as_dict(coding).get("code")) for coding in codings]
    known = sorted({LOINC[code].value for code in codes if code in LOINC})
    return known or [DocumentType.OTHER.value]


def _signed(resource: dict[str, Any]) -> bool:
    """By `docStatus` or by who authenticated it; where neither is given it counts as signed."""
    status = as_text(resource.get("docStatus"))
    return status not in UNSIGNED_DOCUMENT or bool(as_dict(resource.get("authenticator")))


def _moment(stamp: str, context: Context) -> datetime | None:
    """None where no document can be of that time: a wrong date, or one that is to come."""
    try:
        at = datetime.fromisoformat(stamp)
        at = at if at.tzinfo else at.replace(tzinfo=context.zone)
        known = in_utc(at).date() >= OLDEST_SERVICE and at <= context.now + CLOCK_SKEW
    except ValueError:
        return None
    return at if known else None


def _later(one: str, other: str) -> bool:
    try:
        return datetime.fromisoformat(one) > datetime.fromisoformat(other)
    except (ValueError, TypeError):
        return one > other
