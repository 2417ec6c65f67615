"""The four delimiters of an interchange, read from its ISA segment."""

import re
from dataclasses import dataclass

# Where the 16 element separators stand in a 106-character ISA.
_SEPARATOR_POSITIONS = (3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103)
_ISA_LENGTH = 106
_ISA_ELEMENTS = 16
# Senders do stretch ISA06 and ISA08; further than this it is not an ISA.
_ISA_LONGEST = 400
_ISA_START = re.compile(rb"[Ii][Ss][Aa]([^A-Za-z0-9\s])")
_LINE_BREAKS = b"\r\n"
_ASCII_LIMIT = 0x80
# ISA11 was "standards identifier" ("U") before it became the repetition separator in 5010.
_REPETITION_ELEMENT = 11
ISA_LOOKAHEAD = 2 * _ISA_LONGEST


@dataclass(frozen=True, slots=True)
class Delimiters:
    element: str
    component: str
    repetition: str
    segment: str

    @property
    def terminator(self) -> bytes:
        return self.segment.encode("latin-1")

    @property
    def is_line_based(self) -> bool:
        """Segments end with the line: line breaks are then not noise."""
        return self.segment in "\r\n"


@dataclass(frozen=True, slots=True)
class InterchangeStart:
    """Where an ISA lies in the buffer, what it declares, and whether it had to be stretched."""

    start: int
    end: int
    elements: tuple[str, ...]
    delimiters: Delimiters
    is_standard_length: bool


def find_interchange(buffer: bytes) -> InterchangeStart | None:
    """The first readable ISA in `buffer`, skipping whatever stands before it."""
    for match in _ISA_START.finditer(buffer):
        start = match.start()
        found = _by_position(buffer, start) or _by_counting(buffer, start)
        if found is not None:
            return found
    return None


def looks_like_interchange(buffer: bytes) -> int | None:
    """Offset of something that starts like an ISA, readable or not."""
    match = _ISA_START.search(buffer)
    return None if match is None else match.start()


def _by_position(buffer: bytes, start: int) -> InterchangeStart | None:
    isa = buffer[start : start + _ISA_LENGTH]
    if len(isa) < _ISA_LENGTH:
        return None
    separator = isa[3]
    if any(isa[position] != separator for position in _SEPARATOR_POSITIONS):
        return None
    if isa.count(separator) != _ISA_ELEMENTS:
        return None
    return _build(isa, start, start + _ISA_LENGTH, is_standard_length=True)


def _by_counting(buffer: bytes, start: int) -> InterchangeStart | None:
    """An ISA whose fields have the wrong width, or that was wrapped over several lines."""
    separator = buffer[start + 3]
    isa = bytearray()
    separators = 0
    for offset in range(start, min(len(buffer), start + _ISA_LONGEST)):
        byte = buffer[offset]
        if separators < _ISA_ELEMENTS:
            if byte not in _LINE_BREAKS:
                isa.append(byte)
                separators += byte == separator
            continue
        isa += buffer[offset : offset + 2]
        return _build(bytes(isa), start, offset + 2, is_standard_length=False)
    return None


def _build(
    isa: bytes, start: int, end: int, *, is_standard_length: bool
) -> InterchangeStart | None:
    text = isa.decode("latin-1")
    elements = tuple(text[:-1].split(text[3]))
    repetition = elements[_REPETITION_ELEMENT].strip() if len(elements) > _ISA_ELEMENTS else ""
    delimiters = Delimiters(
        element=text[3],
        component=text[-2],
        repetition="" if repetition.isalnum() else repetition,
        segment=text[-1],
    )
    if not _is_usable(delimiters) or len(elements) != _ISA_ELEMENTS + 1:
        return None
    return InterchangeStart(start, end, elements, delimiters, is_standard_length)


def _is_usable(delimiters: Delimiters) -> bool:
    chosen = (delimiters.element, delimiters.component, delimiters.segment)
    return (
        len(set(chosen)) == len(chosen)
        and all(len(character) == 1 for character in chosen)
        and all(ord(character) < _ASCII_LIMIT for character in chosen)
        and not any(character.isalnum() or character in " .-" for character in chosen)
    )
