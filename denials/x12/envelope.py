"""ISA/GS/ST ... SE/GE/IEA: nesting, control numbers and counts."""

from dataclasses import dataclass, field
from typing import NoReturn

from denials.x12.segments import Segment

_RESEND = "The file was cut short or spliced; download it again."
_REMITTANCE = "835"
_REMITTANCE_GROUP = "HP"
_KINDS = {
    "270": "an eligibility inquiry (270)",
    "271": "an eligibility response (271)",
    "276": "a claim status request (276)",
    "277": "a claim acknowledgement or status response (277)",
    "278": "an authorisation request or response (278)",
    "820": "a premium payment (820)",
    "834": "an enrolment (834)",
    "837": "a claim (837)",
    "997": "a functional acknowledgement (997)",
    "999": "an implementation acknowledgement (999)",
    "TA1": "an interchange acknowledgement (TA1)",
}
_GS_ELEMENTS = 8


@dataclass(slots=True)
class Envelope:
    """Follows the nesting; `is_body()` tells segments of a transaction from its wrapping."""

    interchange: Segment | None = None
    group: Segment | None = None
    transaction: Segment | None = None
    groups: int = 0
    transactions: int = 0
    segments: int = 0
    seen_transactions: int = 0
    notices: list[str] = field(default_factory=list)

    @property
    def is_test(self) -> bool:
        return self.interchange is not None and self.interchange.code(15) == "T"

    @property
    def version(self) -> str:
        return self.group.code(8) if self.group else ""

    def is_body(self, segment: Segment) -> bool:
        """Account for `segment`; True when it belongs to the open transaction (ST and SE do)."""
        if self.transaction is not None:
            self.segments += 1
        handler = getattr(self, f"_on_{segment.id.lower()}", None)
        if handler is not None:
            handler(segment)
            return segment.id in {"ST", "SE"}
        if self.transaction is None:
            self._outside(segment)
        return True

    def close(self, last: Segment | None) -> None:
        """The stream is over: everything that was opened must be closed."""
        if last is None:
            return
        opened = (
            (self.transaction, "SE", "transaction (ST)"),
            (self.group, "GE", "functional group (GS)"),
            (self.interchange, "IEA", "interchange (ISA)"),
        )
        for segment, missing, what in opened:
            if segment is not None:
                raise last.error(
                    "truncated", 0, f"ends the file; no {missing} closes the {what}", _RESEND
                )
        if not self.seen_transactions:
            raise last.error(
                "no-transaction", 0, "ends a file that holds no remittance (ST*835)", _RESEND
            )

    def _on_isa(self, segment: Segment) -> None:
        if self.interchange is not None:
            self._unexpected(segment, "starts before the last interchange was closed (IEA)")
        self.interchange = segment
        self.groups = 0

    def _on_gs(self, segment: Segment) -> None:
        if self.group is not None or self.interchange is None:
            self._unexpected(segment, "starts before the last group was closed (GE)")
        if len(segment.elements) != _GS_ELEMENTS + 1:
            raise segment.error(
                "delimiter",
                0,
                f"must hold {_GS_ELEMENTS} elements, {len(segment.elements) - 1} were found",
                "The delimiters declared in the ISA may be wrong; download the file again.",
            )
        self.group = segment
        self.groups += 1
        self.transactions = 0

    def _on_st(self, segment: Segment) -> None:
        if self.transaction is not None:
            self._unexpected(segment, "starts before the last transaction was closed (SE)")
        kind = segment.get(1)
        if kind != _REMITTANCE:
            what = _KINDS.get(kind, f"a transaction of type {kind or '(none)'}")
            raise segment.error(
                "not-835",
                1,
                f"announces {what}, not a remittance advice (835)",
                "Import the 835 (ERA) files only.",
                kind,
            )
        if self.group is None:
            self._unexpected(segment, "stands outside a functional group (GS)")
        if self.group.code(1) != _REMITTANCE_GROUP:
            self.notices.append(f"GS01 is {self.group.get(1)!r}; an 835 travels under 'HP'.")
        self.transaction = segment
        self.segments = 1
        self.transactions += 1
        self.seen_transactions += 1

    def _on_se(self, segment: Segment) -> None:
        if self.transaction is None:
            self._unexpected(segment, "closes a transaction that was not opened (ST)")
        self._same_control(segment, 2, self.transaction, 2)
        if segment.count(1) != self.segments:
            self.notices.append(
                f"SE01 says {segment.count(1)} segments, {self.segments} were read: "
                "check that nothing is missing."
            )
        self.transaction = None

    def _on_ge(self, segment: Segment) -> None:
        if self.group is None or self.transaction is not None:
            self._unexpected(segment, "closes a group whose transaction is still open (no SE)")
        self._same_control(segment, 2, self.group, 6)
        self._same_count(segment, self.transactions, "transactions")
        self.group = None

    def _on_iea(self, segment: Segment) -> None:
        if self.interchange is None or self.group is not None:
            self._unexpected(segment, "closes an interchange whose group is still open (no GE)")
        self._same_control(segment, 2, self.interchange, 13)
        self._same_count(segment, self.groups, "groups")
        self.interchange = None

    def _on_ta1(self, segment: Segment) -> None:
        self.notices.append("An interchange acknowledgement (TA1) was skipped.")

    def _outside(self, segment: Segment) -> NoReturn:
        last = "the ISA" if self.group is None else "the GS"
        raise segment.error(
            "envelope",
            0,
            f"follows {last}; expected {'GS' if self.group is None else 'ST'}",
            "The file may be damaged or its delimiters wrong; download it again.",
        )

    def _unexpected(self, segment: Segment, message: str) -> NoReturn:
        raise segment.error("truncated", 0, message, _RESEND)

    def _same_control(self, end: Segment, element: int, start: Segment, opened: int) -> None:
        """Control numbers repeat at the end; leading zeros are lost by some senders."""
        found, expected = end.get(element), start.get(opened)
        if found.lstrip("0") != expected.lstrip("0"):
            raise end.error(
                "control-number",
                element,
                f"must repeat {start.id}{opened:02d} ({expected})",
                "Parts of two files may have been joined; download it again.",
                found,
            )

    def _same_count(self, end: Segment, counted: int, what: str) -> None:
        declared = end.count(1)
        if declared > counted:
            raise end.error(
                "truncated",
                1,
                f"announces {declared} {what}, {counted} were read",
                _RESEND,
                end.get(1),
            )
        if declared < counted:
            self.notices.append(f"{end.id}01 says {declared} {what}, {counted} were read.")
