"""The documents of a chart as one cell of a worklist: which there are, and since when signed.

    progress_note=2026-03-02 16:45; orders=unsigned 2026-03-02 16:30

One entry per document, as a report writer joins rows into a list. Never text of a document.
"""

import re
from collections import Counter
from typing import Any

from charts.importers import vocabulary
from charts.importers.cells import CellError, Context, as_text
from charts.importers.times import clean_stamp
from charts.rows import DocumentRow, shown
from engagements.enums import DocumentType

MOST = 40
"""Documents of one chart in one cell."""

LOINC = {
    "11506-3": DocumentType.PROGRESS_NOTE,
    "18733-6": DocumentType.PROGRESS_NOTE,
    "34117-2": DocumentType.HISTORY_PHYSICAL,
    "51847-2": DocumentType.ASSESSMENT_PLAN,
    "34111-5": DocumentType.EMERGENCY_NOTE,
    "34878-9": DocumentType.EMERGENCY_NOTE,
    "11488-4": DocumentType.CONSULTATION,
    "11504-8": DocumentType.OPERATIVE_NOTE,
    "28570-0": DocumentType.PROCEDURE_NOTE,
    "18842-5": DocumentType.DISCHARGE_SUMMARY,
    "11526-1": DocumentType.PATHOLOGY_REPORT,
    "18748-4": DocumentType.IMAGING_REPORT,
    "55107-7": DocumentType.ADDENDUM,
}
"""LOINC codes of note types -> ours. A document that bears several counts as each of them."""

_TYPES = {
    vocabulary.fold(name): kind.value
    for kind in DocumentType
    for name in (kind.value, kind.label, *vocabulary.DOCUMENT_TYPES.get(kind.value, ()))
}
_TYPES |= {vocabulary.fold(code): kind.value for code, kind in LOINC.items()}

_SEPARATOR = re.compile(r"[;|\n]")
_ENTRY = re.compile(
    r"(?P<type>[^=@]*?)\s*[=@]\s*(?P<word>unsigned|not signed|signed)?[\s,]*(?P<at>.*)",
    re.IGNORECASE,
)
FORM = "Write each as progress_note=2026-03-02 16:45, with semicolons between them"


def clean_documents(raw: Any, context: Context) -> tuple[DocumentRow, ...]:
    """Every document of the cell. Their number within a type is their identity: the same list
    again tells nothing new, and one that is signed by now tells more of the same document.
    """
    entries = [part.strip() for part in _SEPARATOR.split(as_text(raw)) if part.strip()]
    if len(entries) > MOST:
        raise CellError(f"lists more than {MOST} documents", "Send those the contract asks for")
    seen: Counter[str] = Counter()
    found = []
    for entry in entries:
        kind, signed, at = _read(entry, context)
        seen[kind] += 1
        found.append(DocumentRow(kind, f"list:{seen[kind]}", at, at if signed else None, at))
    return tuple(found)


def _read(entry: str, context: Context) -> tuple[str, bool, Any]:
    """Type, whether signed, and when."""
    match = _ENTRY.fullmatch(entry)
    if match is None:
        raise CellError(f'has "{shown(entry)}", which says no type and time', FORM)
    kind = _TYPES.get(vocabulary.fold(match["type"]))
    if kind is None:
        words = ", ".join(DocumentType.values)
        name = shown(match["type"])
        raise CellError(f'has "{name}", which is no document type', f"Use one of: {words}")
    signed = (match["word"] or "signed").lower() == "signed"
    if not match["at"]:
        remedy = "Write since when it is there, or leave it out until it is signed"
        raise CellError(f"says no time for {kind}", remedy if not signed else FORM)
    try:
        return kind, signed, clean_stamp(match["at"], context)
    except CellError as error:
        problem = f'has "{shown(match["at"])}" for {kind}, which {error.problem}'
        raise CellError(problem, error.remedy) from None
