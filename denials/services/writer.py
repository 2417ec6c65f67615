"""Claims of a remittance into rows, a batch at a time. Needs the import's transaction and lock."""

import datetime as dt
from decimal import Decimal
from itertools import chain

from denials import x12
from denials.adjudication import DenialFact, denials_of
from denials.enums import DenialClass
from denials.models import Adjustment, Claim, Denial, Remittance, ServiceLine
from denials.selectors.matching import ChartMatch, PayerBook, chart_matches
from engagements.kernel.policy import Actor
from engagements.models import Payer

BATCH = 500
_SHORT_REASON = 200


class ClaimWriter:
    """Buffers the claims of one remittance; `close()` writes what is left."""

    def __init__(
        self, *, actor: Actor, remittance: Remittance, payers: PayerBook, today: dt.date
    ) -> None:
        self._engagement = actor.engagement
        self._remittance = remittance
        self._payers = payers
        self._today = today
        self._day = remittance.payment_date or today
        self._pending: list[x12.Claim] = []
        self.references: set[str] = set()
        self.denials = 0
        self.matched = 0

    def add(self, claim: x12.Claim) -> None:
        self._pending.append(claim)
        if len(self._pending) >= BATCH:
            self.close()

    def close(self) -> None:
        batch, self._pending = self._pending, []
        if not batch:
            return
        matches = chart_matches(self._engagement, [claim.reference for claim in batch])
        facts = [denials_of(claim) for claim in batch]
        rows = Claim.objects.bulk_create(
            self._claim(claim, found, matches.get(claim.reference.strip()))
            for claim, found in zip(batch, facts, strict=True)
        )
        lines = self._write_lines(batch, rows)
        adjustments = self._write_adjustments(batch, rows, lines)
        self._write_denials(zip(rows, facts, strict=True), adjustments)
        self.references.update(claim.reference for claim in batch)
        self.matched += sum(row.chart_id is not None for row in rows)

    def _claim(self, claim: x12.Claim, facts: list[DenialFact], match: ChartMatch | None) -> Claim:
        denied = sum((fact.amount for fact in facts), Decimal(0))
        coding = [f for f in facts if f.suggestion.suggested is DenialClass.CODING]
        return Claim(
            engagement=self._engagement,
            remittance=self._remittance,
            position=claim.position,
            patient_control_number=claim.reference,
            payer_control_number=claim.payer_control_number[:60],
            chart_id=match.chart_id if match else None,
            coder_id=match.coder_id if match else None,
            payer=self._payer,
            payer_name=self._payer_name,
            specialty=match.specialty if match else "",
            encounter_class=match.encounter_class if match else "",
            status=claim.status,
            frequency_code=claim.frequency_code[:1],
            is_denied=claim.is_denied or bool(facts),
            is_reversal=claim.is_reversal,
            is_coding_denial=bool(coding),
            charge=claim.charge,
            paid=claim.paid,
            patient_responsibility=claim.patient_responsibility or 0,
            denied_amount=denied,
            coding_denied_amount=sum((fact.amount for fact in coding), Decimal(0)),
            adjudicated_on=self._day,
            service_from=_service_from(claim),
        )

    def _write_lines(self, batch: list[x12.Claim], rows: list[Claim]) -> dict[int, ServiceLine]:
        """Service lines, keyed by the identity of the line that was read."""
        source = [
            (line, row) for claim, row in zip(batch, rows, strict=True) for line in claim.lines
        ]
        written = ServiceLine.objects.bulk_create(
            ServiceLine(
                engagement=self._engagement,
                claim=row,
                position=line.position,
                procedure=line.procedure.code,
                modifiers=list(line.procedure.modifiers),
                units=line.units,
                charge=line.charge,
                paid=line.paid,
                service_date=line.service_from,
            )
            for line, row in source
        )
        return {id(line): row for (line, _), row in zip(source, written, strict=True)}

    def _write_adjustments(
        self, batch: list[x12.Claim], rows: list[Claim], lines: dict[int, ServiceLine]
    ) -> dict[int, Adjustment]:
        source = []
        for claim, row in zip(batch, rows, strict=True):
            owned = chain(
                ((item, None) for item in claim.adjustments),
                ((item, line) for line in claim.lines for item in line.adjustments),
            )
            source += [(item, line, claim, row, n) for n, (item, line) in enumerate(owned, 1)]
        written = Adjustment.objects.bulk_create(
            Adjustment(
                engagement=self._engagement,
                claim=row,
                service_line=lines[id(line)] if line else None,
                position=number,
                group=item.group,
                carc=item.reason,
                amount=item.amount,
                quantity=item.quantity,
                rarcs=list(dict.fromkeys([*(line.remarks if line else []), *claim.remarks])),
            )
            for item, line, claim, row, number in source
        )
        return {id(entry[0]): row for entry, row in zip(source, written, strict=True)}

    def _write_denials(
        self, found: "zip[tuple[Claim, list[DenialFact]]]", adjustments: dict[int, Adjustment]
    ) -> None:
        written = Denial.objects.bulk_create(
            self._denial(claim, fact, adjustments[id(fact.adjustment)])
            for claim, facts in found
            for fact in facts
        )
        self.denials += len(written)

    def _denial(self, claim: Claim, fact: DenialFact, adjustment: Adjustment) -> Denial:
        suggestion = fact.suggestion
        deadline = self._payers.deadline(
            self._payer,
            denied_on=self._day,
            service_from=claim.service_from,
            appeal=not suggestion.new_claim,
        )
        return Denial(
            engagement=self._engagement,
            claim=claim,
            adjustment=adjustment,
            chart_id=claim.chart_id,
            coder_id=claim.coder_id,
            group=fact.group,
            carc=fact.reason,
            rarcs=list(fact.remarks),
            procedure=_procedure(fact.line),
            amount=fact.amount,
            denied_on=self._day,
            deadline_on=deadline,
            root_cause_due_on=self._payers.root_cause_due(self._today),
            suggested_class=suggestion.suggested,
            suggested_also=list(suggestion.also),
            suggested_category=suggestion.taxonomy,
            suggestion_confidence=suggestion.confidence,
            suggestion_reason=suggestion.reason[:_SHORT_REASON],
            appeal_allowed=not suggestion.new_claim,
        )

    @property
    def _payer(self) -> Payer | None:
        return self._remittance.payer

    @property
    def _payer_name(self) -> str:
        return self._payer.name if self._payer else self._remittance.payer_name


def _procedure(line: x12.ServiceLine | None) -> str:
    """`99214-25`: the procedure with its modifiers."""
    return "-".join((line.procedure.code, *line.procedure.modifiers)) if line else ""


def _service_from(claim: x12.Claim) -> dt.date | None:
    days = [line.service_from for line in claim.lines if line.service_from]
    return min(days) if days else claim.statement_from
