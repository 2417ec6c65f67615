"""An invoice as rows: numbered, hashed, sealed."""

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Max
from django.utils import timezone

from engagements.kernel.metrics.period import local_day
from engagements.kernel.policy import Actor
from engagements.models import Engagement, Terms
from reporting.enums import InvoiceKind, LineKind, UnitKind
from reporting.models import Invoice, InvoiceLine, InvoiceUnit
from reporting.selectors.billing import LineDraft, UnitDraft
from reporting.selectors.billing.lines import amount_of

PREFIX = {InvoiceKind.INVOICE: "INV", InvoiceKind.CREDIT_NOTE: "CN"}
BATCH = 2000


@dataclass(frozen=True)
class Document:
    """What an invoice or credit note is about, before it has a number."""

    kind: InvoiceKind
    month: dt.date
    lines: Sequence[LineDraft]
    terms: Terms | None
    corrects: Invoice | None = None
    note: str = ""


def invoice_write(actor: Actor, document: Document) -> Invoice:
    """The caller holds the lock and has checked the right."""
    engagement = actor.engagement
    now = timezone.now()
    sequence = (_last(engagement) or 0) + 1
    number = f"{PREFIX[document.kind]}-{sequence:04d}"
    charges = amount_of(line for line in document.lines if not line.is_credit)
    credited = amount_of(line for line in document.lines if line.is_credit)
    days = dt.timedelta(days=document.terms.payment_days if document.terms else 0)
    invoice = Invoice.objects.create(
        engagement=engagement,
        kind=document.kind,
        sequence=sequence,
        number=number,
        month=document.month,
        corrects=document.corrects,
        charges=charges,
        credits=credited,
        total=charges + credited,
        note=document.note,
        sha256=content_hash(number, document),
        issued_by=actor.user,
        issued_at=now,
        due_on=local_day(now, engagement.time_zone) + days,
    )
    _write_lines(invoice, document.lines)
    Invoice.objects.filter(pk=invoice.pk).update(sealed=True)
    invoice.sealed = True
    return invoice


def _last(engagement: Engagement) -> int | None:
    found: int | None = Invoice.objects.filter(engagement=engagement).aggregate(
        last=Max("sequence")
    )["last"]
    return found


def _write_lines(invoice: Invoice, drafts: Sequence[LineDraft]) -> None:
    lines = InvoiceLine.objects.bulk_create(
        InvoiceLine(
            engagement_id=invoice.engagement_id,
            invoice=invoice,
            position=position,
            kind=draft.kind,
            description=draft.description,
            specialty=draft.specialty,
            quantity=draft.quantity,
            rate=draft.rate,
            amount=draft.amount,
            units=len(draft.units),
            week=draft.week,
            agreed=draft.agreed,
            terms=draft.terms,
            sla_result=draft.sla_result,
            systemic_error=draft.systemic_error,
            corrects=draft.corrects,
        )
        for position, draft in enumerate(drafts, start=1)
    )
    rows = (
        InvoiceUnit(
            engagement_id=invoice.engagement_id,
            line=line,
            kind=unit.kind,
            chart_id=unit.chart_id,
            coding_id=unit.coding_id,
            roster_id=unit.roster_id,
            week=unit.week,
            usage_id=unit.usage_id,
            fee=unit.fee,
        )
        for line, draft in zip(lines, drafts, strict=True)
        for unit in draft.units
    )
    InvoiceUnit.objects.bulk_create(rows, batch_size=BATCH)


def content_hash(number: str, document: Document) -> str:
    """SHA-256 of everything that is billed, rows included."""
    content = {
        "number": number,
        "kind": document.kind.value,
        "month": document.month,
        "corrects": document.corrects.number if document.corrects else "",
        "lines": [_line_content(line) for line in document.lines],
    }
    text = json.dumps(content, cls=DjangoJSONEncoder, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _line_content(line: LineDraft) -> dict[str, Any]:
    return {
        "kind": line.kind.value,
        "description": line.description,
        "quantity": _fixed(line.quantity),
        "rate": _fixed(line.rate),
        "amount": _fixed(line.amount),
        "units": [_unit_content(unit) for unit in line.units],
    }


def _unit_content(unit: UnitDraft) -> list[Any]:
    row = (unit.chart_id, unit.coding_id, unit.roster_id, unit.week, unit.usage_id)
    return [unit.kind.value, *row, _fixed(unit.fee)]


def _fixed(value: Decimal) -> str:
    """Four places, as it is stored: what is read back hashes the same. No negative zero."""
    return f"{value + 0:.4f}"


def stored_hash(invoice: Invoice) -> str:
    """The hash of what the database holds: `sha256` unless somebody tampered with it."""
    rows = invoice.lines.prefetch_related("behind").order_by("position")
    lines = [
        LineDraft(
            kind=LineKind(line.kind),
            description=line.description,
            quantity=line.quantity,
            rate=line.rate,
            amount=line.amount,
            units=[_unit_stored(unit) for unit in line.behind.all()],
        )
        for line in rows
    ]
    kind = InvoiceKind(invoice.kind)
    return content_hash(
        invoice.number, Document(kind, invoice.month, lines, None, corrects=invoice.corrects)
    )


def _unit_stored(unit: InvoiceUnit) -> UnitDraft:
    return UnitDraft(
        UnitKind(unit.kind),
        unit.fee,
        chart_id=unit.chart_id,
        coding_id=unit.coding_id,
        roster_id=unit.roster_id,
        week=unit.week,
        usage_id=unit.usage_id,
    )
