"""Running sums of one transaction, and the fingerprint that recognises it in another file."""

import hashlib

from denials.x12.records import ZERO, Claim, Header, ProviderAdjustment
from denials.x12.segments import Segment
from denials.x12.verdict import LISTED_IMBALANCES, Imbalance, Verdict

MOST_NOTICES = 50
_WRAPPING = frozenset({"ST", "SE"})


class Tally:
    def __init__(self, control_number: str) -> None:
        self._verdict = Verdict(control_number=control_number, bpr02=ZERO)
        self._hash = hashlib.sha256()

    def open(self, header: Header) -> None:
        self._verdict.bpr02 = header.signed_amount
        if header.is_test:
            self.notice("The interchange is marked as a test (ISA15 is T).")

    def hash(self, segment: Segment) -> None:
        """Delimiters, case of identifiers, blanks and control numbers do not matter."""
        if segment.id in _WRAPPING:
            return
        text = "\x1f".join((segment.id, *map(str.strip, segment.elements[1:]))).rstrip("\x1f")
        self._hash.update(text.replace(segment.delimiters.component, "\x1e").encode() + b"\x1d")

    def add_claim(self, claim: Claim) -> None:
        verdict = self._verdict
        verdict.claims += 1
        verdict.service_lines += len(claim.lines)
        verdict.sum_clp04 += claim.paid
        verdict.denied += claim.is_denied
        verdict.zero_paid += claim.paid == 0
        verdict.reversals += claim.is_reversal
        verdict.claims_balanced += claim.difference == 0
        if claim.difference != 0:
            self._imbalance(Imbalance(claim.position, claim.reference, "", claim.difference))
        off = [line for line in claim.lines if line.difference != 0]
        verdict.services_balanced += not off
        for line in off:
            code = line.procedure.code
            self._imbalance(Imbalance(line.position, claim.reference, code, line.difference))

    def add_provider_adjustment(self, adjustment: ProviderAdjustment) -> None:
        self._verdict.plb += 1
        self._verdict.sum_plb += adjustment.amount

    def notice(self, text: str) -> None:
        if len(self._verdict.notices) < MOST_NOTICES:
            self._verdict.notices.append(text)

    def close(self, notices: list[str]) -> Verdict:
        for text in notices:
            self.notice(text)
        self._verdict.content_hash = self._hash.hexdigest()
        return self._verdict

    def _imbalance(self, imbalance: Imbalance) -> None:
        if len(self._verdict.imbalances) < LISTED_IMBALANCES:
            self._verdict.imbalances.append(imbalance)
