"""Bytes to segments: streaming, one segment in memory at a time.

Tolerated: text or a byte-order mark before the ISA, an ISA of the wrong width, lower case,
line breaks and blanks between and inside segments, a missing last terminator, several
interchanges with different delimiters, padding after the last one.
"""

import re
from collections.abc import Iterator
from typing import NoReturn, Protocol

from denials.x12.delimiters import (
    ISA_LOOKAHEAD,
    Delimiters,
    find_interchange,
    looks_like_interchange,
)
from denials.x12.errors import X12Error
from denials.x12.segments import Segment

_CHUNK = 64 * 1024
# The longest segment of an 835 is well under 2,000 characters.
LONGEST_SEGMENT = 16 * 1024
# Cover letters before the ISA exist; whole books do not.
LONGEST_PREAMBLE = 64 * 1024
_PADDING = b" \t\r\n\x00\x1a\xef\xbb\xbf"
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_IDENTIFIER = re.compile(r"[A-Z][A-Z0-9]{1,2}")
_BODY_SEGMENT = re.compile(rb"(?i)(?:^|[^A-Za-z0-9])(?:GS|ST|BPR|CLP|SVC|CAS|SE)[^A-Za-z0-9\s]")
_SIGNATURES = (
    (b"PK\x03\x04", "a ZIP archive or an office document", "Unpack it and import the 835 inside."),
    (b"\x1f\x8b", "compressed with gzip", "Unpack it and import the 835 inside."),
    (b"%PDF", "a PDF", "Ask the payer for the 835 file behind it."),
    (b"\xff\xfe", "UTF-16 text", "Save it as plain text (ASCII or UTF-8)."),
    (b"\xfe\xff", "UTF-16 text", "Save it as plain text (ASCII or UTF-8)."),
)


class Readable(Protocol):
    """All the reader asks of a stream."""

    def read(self, size: int = -1, /) -> bytes: ...


class SegmentReader:
    """Iterates over the segments of a binary stream; `notices` holds what was tolerated."""

    def __init__(self, stream: Readable, file: str) -> None:
        self._stream = stream
        self._file = file
        self._buffer = bytearray()
        self._at_end = False
        self._is_cut = False
        self._position = 0
        self.notices: list[str] = []

    def __iter__(self) -> Iterator[Segment]:
        while (isa := self._next_interchange()) is not None:
            yield isa
            yield from self._body(isa.delimiters)
        if not self._position:
            self._fail("empty", "The file is empty", "Export or download the remittance again.")

    def _next_interchange(self) -> Segment | None:
        """Step 1: drop padding. 2: nothing left is a clean end. 3: find and read the ISA."""
        self._skip_padding()
        self._fill(ISA_LOOKAHEAD)
        if not self._buffer:
            return None
        found = find_interchange(bytes(self._buffer[:ISA_LOOKAHEAD]))
        if found is None:
            self._fill(LONGEST_PREAMBLE + ISA_LOOKAHEAD)
            found = find_interchange(bytes(self._buffer))
        if found is None:
            self._no_interchange()
            return None
        self._check_preamble(bytes(self._buffer[: found.start]))
        del self._buffer[: found.end]
        self._position += 1
        if not found.is_standard_length:
            self.notices.append(
                "The ISA segment does not have its fixed width of 106 characters; "
                "its delimiters were read by counting its separators."
            )
        return Segment("ISA", found.elements, self._position, found.delimiters, self._file)

    def _check_preamble(self, preamble: bytes) -> None:
        if not preamble.strip(_PADDING):
            return
        self._refuse_binary(preamble)
        if self._position and _BODY_SEGMENT.search(preamble):
            self._fail(
                "envelope",
                "Segments follow the end of the interchange (IEA) without an ISA of their own",
                "Ask the sender for the complete file.",
            )
        where = "between interchanges" if self._position else "before the ISA segment"
        self.notices.append(f"Text {where} was skipped ({len(preamble)} characters).")

    def _no_interchange(self) -> None:
        """No ISA in what is left: fatal at the start, harmless as trailing text."""
        rest = bytes(self._buffer)
        if self._position:
            self._check_preamble(rest)
            self._check_preamble_length()
            self._buffer.clear()
            return
        self._refuse_binary(rest)
        if looks_like_interchange(rest) is None:
            self._fail(
                "not-x12",
                "The file has no ISA segment, so it is not an X12 file",
                "Choose the 835 (ERA) file as the payer or clearinghouse delivered it.",
            )
        self._fail(
            "delimiter",
            "The ISA segment does not declare usable delimiters: it must hold 16 elements "
            "between the same separator, a component separator and a segment terminator",
            "The file may be cut short or altered; download it again.",
        )

    def _body(self, delimiters: Delimiters) -> Iterator[Segment]:
        """Segments up to and including the IEA, or the end of the file."""
        while (raw := self._next_raw(delimiters)) is not None:
            text = self._decode(raw, delimiters)
            if not text:
                continue
            self._position += 1
            if self._is_cut:
                self._check_last(raw.strip(_PADDING), delimiters)
            segment = self._parse(text, delimiters)
            yield segment
            if segment.id == "IEA":
                return

    def _next_raw(self, delimiters: Delimiters) -> bytes | None:
        terminator = delimiters.terminator
        searched = 0
        while True:
            end = self._buffer.find(terminator, searched)
            if end >= 0:
                raw = bytes(self._buffer[:end])
                del self._buffer[: end + 1]
                return raw
            searched = len(self._buffer)
            if searched > LONGEST_SEGMENT:
                self._no_terminator(delimiters)
            if not self._fill(searched + _CHUNK):
                raw = bytes(self._buffer)
                self._buffer.clear()
                self._is_cut = True
                return raw if raw.strip(_PADDING) else None

    def _check_last(self, raw: bytes, delimiters: Delimiters) -> None:
        """No terminator at the end: right for an IEA, else the file was cut or altered."""
        if raw.upper().startswith(b"IEA" + delimiters.element.encode()):
            return
        if _BODY_SEGMENT.search(raw[1:]):
            self._no_terminator(delimiters)
        self._fail(
            "truncated",
            "The file ends in the middle of a segment",
            "It was cut short; download it again.",
            position=self._position,
        )

    def _no_terminator(self, delimiters: Delimiters) -> NoReturn:
        self._refuse_binary(bytes(self._buffer))
        self._fail(
            "delimiter",
            f"No segment terminator {delimiters.segment!r} (declared in the ISA) where a "
            "segment must end",
            "The file may have been re-saved with other delimiters; download it again.",
            position=self._position,
        )

    def _decode(self, raw: bytes, delimiters: Delimiters) -> str:
        if not delimiters.is_line_based:
            raw = raw.translate(None, b"\r\n")
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            text = raw.decode("latin-1")
        text = text.strip(" \t\r\n\ufeff")
        declared = {delimiters.element, delimiters.component, delimiters.repetition}
        unprintable = [found for found in _CONTROL.findall(text) if found not in declared]
        if unprintable:
            self._fail(
                "binary",
                f"The file holds an unprintable character (0x{ord(unprintable[0]):02X})",
                "It is damaged or not a text file; download it again.",
                position=self._position + 1,
            )
        return text

    def _parse(self, text: str, delimiters: Delimiters) -> Segment:
        elements = text.split(delimiters.element)
        identifier = elements[0].strip().upper()
        if not _IDENTIFIER.fullmatch(identifier):
            self._fail(
                "delimiter",
                "A segment must start with its identifier and the element separator "
                f"{delimiters.element!r} declared in the ISA",
                "The file may mix delimiters or be damaged; download it again.",
                position=self._position,
            )
        return Segment(identifier, tuple(elements), self._position, delimiters, self._file)

    def _skip_padding(self) -> None:
        while True:
            stripped = self._buffer.lstrip(_PADDING)
            self._refuse_zeros(stripped)
            self._buffer = stripped
            if self._buffer or not self._fill(_CHUNK):
                return

    def _refuse_zeros(self, stripped: bytearray) -> None:
        """A file of zeros is not padding: say so at the first block."""
        if not self._position and not stripped:
            self._refuse_binary(bytes(self._buffer))

    def _refuse_binary(self, data: bytes) -> None:
        for signature, what, remedy in _SIGNATURES:
            if data.startswith(signature):
                self._fail("binary", f"The file is {what}, not an 835", remedy)
        if b"\x00" in data:
            self._fail(
                "binary",
                "The file holds binary data, not text",
                "Choose the 835 (ERA) file as the payer or clearinghouse delivered it.",
            )

    def _check_preamble_length(self) -> None:
        if not self._at_end:
            self._fail(
                "envelope",
                f"More than {LONGEST_PREAMBLE} characters follow the last interchange",
                "Import the 835 on its own, without what was appended to it.",
            )

    def _fill(self, wanted: int) -> bool:
        """Read until the buffer holds `wanted` bytes; False when nothing more came."""
        before = len(self._buffer)
        while not self._at_end and len(self._buffer) < wanted:
            chunk = self._stream.read(_CHUNK)
            self._at_end = not chunk
            self._buffer += chunk
        return len(self._buffer) > before

    def _fail(self, kind: str, message: str, remedy: str, *, position: int = 0) -> NoReturn:
        raise X12Error(
            kind=kind, message=message, remedy=remedy, file=self._file, position=position
        )
