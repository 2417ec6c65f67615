"""835 segments into a stream of events: Header, then Claims and provider adjustments, then Verdict.

One claim is in memory at a time, so the size of a file does not matter. A file is only good
when the stream has ended without an `X12Error`: callers write inside one transaction.
"""

from collections.abc import Iterator

from denials.x12.claims import (
    MOST_LINES,
    adjustments_of,
    apply_claim_segment,
    apply_line_segment,
    claim_of,
    lenient_date,
    line_of,
    remark_of,
)
from denials.x12.envelope import Envelope
from denials.x12.records import (
    Claim,
    Event,
    Header,
    ProviderAdjustment,
    ServiceLine,
    Transaction,
)
from denials.x12.segments import Segment
from denials.x12.tally import Tally
from denials.x12.tokenizer import Readable, SegmentReader
from denials.x12.verdict import Verdict

_VERSIONS = ("005010X221", "004010X091")
_KNOWN = frozenset(
    {"NTE", "CUR", "TRN", "REF", "N1", "N2", "N3", "N4", "PER", "RDM", "TS2", "TS3", "SE"}
    | {"QTY", "AMT", "NM1", "MIA", "MOA", "DTM", "LQ"}
)
_PLB_PAIRS = range(3, 15, 2)


def iter_events(stream: Readable, file: str) -> Iterator[Event]:
    """Raises `X12Error` where reading must stop; nothing after that point was yielded."""
    reader = SegmentReader(stream, file)
    envelope = Envelope()
    transaction: _TransactionReader | None = None
    last: Segment | None = None
    for segment in reader:
        last = segment
        if not envelope.is_body(segment):
            continue
        if segment.id == "ST":
            transaction = _TransactionReader(segment, envelope)
        elif transaction is not None:
            yield from transaction.feed(segment)
            if segment.id == "SE":
                yield transaction.verdict(reader.notices + envelope.notices)
                transaction = None
    envelope.close(last)


def read_remittance(stream: Readable, file: str) -> list[Transaction]:
    """Everything at once, for files that fit in memory."""
    transactions: list[Transaction] = []
    header: Header | None = None
    claims: list[Claim] = []
    provider_adjustments: list[ProviderAdjustment] = []
    for event in iter_events(stream, file):
        match event:
            case Header():
                header, claims, provider_adjustments = event, [], []
            case Claim():
                claims.append(event)
            case ProviderAdjustment():
                provider_adjustments.append(event)
            case Verdict() if header is not None:
                transactions.append(Transaction(header, claims, provider_adjustments, event))
    return transactions


class _TransactionReader:
    """One ST..SE. Order inside a claim is free; CLP and SVC open loops."""

    def __init__(self, start: Segment, envelope: Envelope) -> None:
        self._start = start
        self._envelope = envelope
        self._tally = Tally(start.get(2))
        self._header: Header | None = None
        self._is_announced = False
        self._party = ""
        self._assigned_number = ""
        self._claim: Claim | None = None
        self._line: ServiceLine | None = None

    def feed(self, segment: Segment) -> Iterator[Event]:
        self._tally.hash(segment)
        match segment.id:
            case "BPR":
                self._header = self._header_of(segment)
            case "CLP" | "PLB" | "SE":
                yield from self._finish_claim(segment)
                if segment.id == "CLP":
                    self._claim = claim_of(segment, self._assigned_number)
                elif segment.id == "PLB":
                    yield from self._provider_adjustments(segment)
            case "LX":
                self._assigned_number = segment.get(1)
            case "SVC":
                self._open_line(segment)
            case "CAS":
                self._adjust(segment)
            case _:
                self._describe(segment)

    def verdict(self, notices: list[str]) -> Verdict:
        return self._tally.close(notices)

    def _finish_claim(self, segment: Segment) -> Iterator[Event]:
        """The header goes out before the first claim; a claim when the next thing starts."""
        if self._header is None:
            raise segment.error(
                "missing", 0, "comes before the payment (BPR)", "Download the file again."
            )
        if not self._is_announced:
            self._is_announced = True
            self._tally.open(self._header)
            yield self._header
        if self._claim is not None:
            claim, self._claim, self._line = self._claim, None, None
            self._tally.add_claim(claim)
            yield claim

    def _header_of(self, segment: Segment) -> Header:
        if self._header is not None:
            raise segment.error("repeated", 0, "appears twice", "Download the file again.")
        version = self._start.code(3) or self._envelope.version
        if not version.startswith(_VERSIONS):
            self._tally.notice(f"Version {version or '(none)'} is read as 005010X221.")
        return Header(
            number=self._envelope.seen_transactions,
            control_number=self._start.get(2),
            version=version,
            is_test=self._envelope.is_test,
            amount=segment.money(2),
            is_debit=segment.code(3) == "D",
            payment_method=segment.code(4),
            payment_date=segment.date(16) if segment.get(16) else None,
        )

    def _open_line(self, segment: Segment) -> None:
        claim = self._require_claim(segment)
        if len(claim.lines) >= MOST_LINES:
            raise segment.error(
                "too-big", 0, f"is line {MOST_LINES + 1} of one claim", "Check the file."
            )
        self._line = line_of(segment)
        claim.lines.append(self._line)

    def _adjust(self, segment: Segment) -> None:
        claim = self._require_claim(segment)
        (self._line or claim).adjustments.extend(adjustments_of(segment))

    def _require_claim(self, segment: Segment) -> Claim:
        if self._claim is None:
            raise segment.error(
                "order", 0, "comes before any claim (CLP)", "Download the file again."
            )
        return self._claim

    def _describe(self, segment: Segment) -> None:
        if segment.id not in _KNOWN:
            self._tally.notice(f"Segment {segment.position}: {segment.id} is not part of an 835.")
        elif self._claim is None:
            self._describe_header(segment)
        elif segment.id == "LQ":
            remark = remark_of(segment)
            (self._line or self._claim).remarks += [remark] if remark else []
        elif self._line is not None and segment.id in {"DTM", "REF", "AMT"}:
            apply_line_segment(self._line, segment, self._tally.notice)
        else:
            apply_claim_segment(self._claim, segment, self._tally.notice)

    def _describe_header(self, segment: Segment) -> None:
        header = self._header
        if header is None:
            return
        if segment.id == "TRN":
            header.trace_number, header.originator_id = segment.get(2), segment.get(3)
        elif segment.id == "DTM" and segment.get(1) == "405":
            header.production_date = lenient_date(segment, 2, self._tally.notice)
        elif segment.id == "N1":
            self._name_party(header, segment)

    def _name_party(self, header: Header, segment: Segment) -> None:
        if segment.code(1) == "PR":
            header.payer_name, header.payer_id = segment.get(2), segment.get(4)
        elif segment.code(1) == "PE":
            header.payee_name, header.payee_id = segment.get(2), segment.get(4)

    def _provider_adjustments(self, segment: Segment) -> Iterator[ProviderAdjustment]:
        """PLB: up to six pairs of (reason, amount). The reference may name a patient: not read."""
        fiscal_year_end = lenient_date(segment, 2, self._tally.notice)
        for start in _PLB_PAIRS:
            if not (segment.get(start) or segment.get(start + 1)):
                continue
            segment.required(start)
            adjustment = ProviderAdjustment(
                position=segment.position,
                provider_id=segment.get(1),
                fiscal_year_end=fiscal_year_end,
                reason=segment.components(start)[0].upper(),
                amount=segment.money(start + 1),
            )
            self._tally.add_provider_adjustment(adjustment)
            yield adjustment
