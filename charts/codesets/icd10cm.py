"""ICD-10-CM releases, in the forms in which they are published.

* the tabular list (XML): every category and code with its text; seventh characters are expanded
* the order file: fixed columns with a billable flag
* the code file: billable codes and their texts
* a bare list of codes in tabular order

The XML and a bare list of the same release may be given together: the list then says which codes
exist, the XML how they read.
"""

import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from xml.etree import ElementTree as ET

from charts.codesets.base import CodesetError
from charts.enums import CodeSystem
from charts.rows import CodeRow
from charts.validators import icd10cm_normalize, icd10cm_syntax_ok

SYSTEM = CodeSystem.ICD10CM.value
SEVENTH = 6
"""How many characters come before the seventh."""

_BARRED = re.compile(
    r"7th characters (\w) and (\w) do not apply to codes in category (\w+)"
    r" with 6th character (\d)\b.*?\bor (\d)\b"
)
_ORDER = re.compile(r"[0-9]{5} ([A-Z0-9 ]{7}) ([01]) .{60} (.+)")
_CODE = re.compile(r"([A-Z][0-9A][0-9A-Z]{1,5}) +(\S.*)")


def read_tabular(stream: BinaryIO) -> Iterator[CodeRow]:
    """Walks the XML as it arrives; a chapter is forgotten once it has been read."""
    depth: list[_Open] = []
    try:
        for event, element in ET.iterparse(stream, events=("start", "end")):  # noqa: S314 -- entities are refused below
            if event == "start":
                if element.tag == "diag":
                    depth.append(_Open(depth[-1] if depth else None))
                continue
            yield from _closed(element, depth)
    except ET.ParseError as error:
        raise CodesetError(f"the XML is damaged or cut off: {error}") from error


class _Open:
    """A category whose end has not been read yet."""

    def __init__(self, parent: "_Open | None") -> None:
        self.name = ""
        self.text = ""
        self.terms: list[str] = []
        self.children = 0
        self.extensions: tuple[tuple[str, str], ...] = parent.extensions if parent else ()
        self.barred: frozenset[str] = parent.barred if parent else frozenset()
        """Sixth and seventh characters that do not go together."""


def _closed(element: ET.Element, depth: list[_Open]) -> Iterator[CodeRow]:
    if not depth:
        if element.tag == "chapter":
            element.clear()
        return
    current = depth[-1]
    if element.tag == "name":
        current.name = icd10cm_normalize(element.text or "")
    elif element.tag == "desc":
        current.text = " ".join((element.text or "").split())
    elif element.tag == "note" and (match := _BARRED.match(element.text or "")):
        sevenths, sixths = match.group(1, 2), match.group(4, 5)
        current.barred = frozenset(six + seven for six in sixths for seven in sevenths)
    elif element.tag in {"inclusionTerm", "includes"}:
        current.terms += [" ".join((note.text or "").split()) for note in element.iter("note")]
    elif element.tag == "sevenChrDef":
        current.extensions = tuple(
            (extension.get("char", ""), " ".join((extension.text or "").split()))
            for extension in element.iter("extension")
        )
    elif element.tag == "diag":
        depth.pop()
        element.clear()
        if depth:
            depth[-1].children += 1
        yield from _codes(current)


def _codes(category: _Open) -> Iterator[CodeRow]:
    """The category itself, then the codes its seventh characters make."""
    bare = category.name.replace(".", "")
    extended = category.extensions if not category.children and len(bare) <= SEVENTH else ()
    billable = not category.children and not extended
    terms = "; ".join(category.terms)
    yield CodeRow(SYSTEM, category.name, category.text, billable=billable, terms=terms)
    for char, meaning in extended:
        code = icd10cm_normalize(f"{bare:X<{SEVENTH}}{char}")
        if code[-2:] not in category.barred:
            yield CodeRow(SYSTEM, code, f"{category.text}, {meaning}", terms=terms)


def read_order(lines: Iterable[str]) -> Iterator[CodeRow]:
    for line in lines:
        if match := _ORDER.fullmatch(line.rstrip()):
            code, flag, text = match.groups()
            yield CodeRow(SYSTEM, icd10cm_normalize(code), text, billable=flag == "1")


def read_codes(lines: Iterable[str]) -> Iterator[CodeRow]:
    for line in lines:
        if match := _CODE.fullmatch(line.rstrip()):
            yield CodeRow(SYSTEM, icd10cm_normalize(match[1]), match[2], billable=True)


def read_list(lines: Iterable[str]) -> Iterator[CodeRow]:
    """A bare list in tabular order; a code is billable when the next one does not extend it."""
    previous = ""
    for line in lines:
        bare = line.strip().upper()
        if bare == previous or not icd10cm_syntax_ok(bare):
            continue
        if previous:
            yield _listed(previous, bare)
        previous = bare
    if previous:
        yield _listed(previous, "")


def _listed(bare: str, following: str) -> CodeRow:
    return CodeRow(SYSTEM, icd10cm_normalize(bare), "", billable=not following.startswith(bare))


def merge(listed: Iterable[CodeRow], tabular: Iterable[CodeRow]) -> Iterator[CodeRow]:
    """The codes of the list with the texts of the tabular."""
    known = {row.code: row for row in tabular}
    for row in listed:
        match = known.get(row.code, row)
        yield row._replace(title=row.title or match.title, terms=match.terms)
