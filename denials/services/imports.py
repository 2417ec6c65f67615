"""Importing 835 files: one transaction per file, safe to repeat, nothing half-written."""

import hashlib
from collections.abc import Callable, Iterator
from typing import Protocol

from django.db import DataError, connection, transaction
from django.utils import timezone

from denials import x12
from denials.models import ProviderAdjustment, Remittance, RemittanceFile
from denials.selectors.matching import PayerBook
from denials.services.claims import claims_billed
from denials.services.history import claims_relate
from denials.services.results import ImportResult, TransactionResult
from denials.services.writer import ClaimWriter
from engagements.kernel.policy import Actor
from engagements.models import Payer
from engagements.validators import zone

_CHUNK = 1024 * 1024
_LONGEST_NAME = 200
# First key of the advisory lock; the second is the engagement.
_LOCK = 0x835
Progress = Callable[[int], None]
Survey = list[tuple[x12.Header, x12.Verdict]]


class Rewindable(Protocol):
    """A stream that is read three times: to hash, to check, to write."""

    def read(self, size: int = -1, /) -> bytes: ...

    def seek(self, offset: int, whence: int = 0, /) -> int: ...


def remittance_import(
    *, actor: Actor, stream: Rewindable, name: str, surveyed: Survey | None = None
) -> ImportResult:
    """Imports one file. Raises `X12Error` (and leaves nothing) where it cannot be read.

    1. Hash it. 2. Wait for any other import of the engagement. 3. A known hash changes nothing.
    4. Read it through once (unless the caller has), which proves it whole and gives every
    transaction's fingerprint.
    5. Write the transactions that no other file has brought. The file itself is not kept.
    """
    try:
        return _import(actor, stream, name, surveyed)
    except DataError as error:
        raise x12.X12Error(
            kind="too-big",
            message="The file's amounts add up to more than any remittance can hold",
            file=name,
            remedy="It is damaged; download it again.",
        ) from error


@transaction.atomic
def _import(actor: Actor, stream: Rewindable, name: str, surveyed: Survey | None) -> ImportResult:
    actor.require("remittance.import")
    sha256, size = _fingerprint(stream)
    _wait_for_others(actor)
    known = RemittanceFile.objects.filter(engagement=actor.engagement, sha256=sha256).first()
    surveyed = surveyed if surveyed is not None else remittance_survey(stream, name)
    if known is not None:
        seen = [TransactionResult(header, verdict, True) for header, verdict in surveyed]
        return ImportResult(name, known, already_imported=True, transactions=seen)
    file = RemittanceFile.objects.create(
        engagement=actor.engagement,
        name=name[:_LONGEST_NAME],
        sha256=sha256,
        size=size,
        imported_by=actor.user,
        transactions=len(surveyed),
    )
    return _write(actor, file, stream, name, surveyed)


def _fingerprint(stream: Rewindable) -> tuple[str, int]:
    stream.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def _wait_for_others(actor: Actor) -> None:
    """One import at a time per engagement: a transaction-level lock, gone with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, actor.engagement.pk])


class _Counted:
    """A stream that tells how far it has been read."""

    def __init__(self, stream: Rewindable, progress: Progress) -> None:
        self._stream, self._progress, self._done = stream, progress, 0

    def read(self, size: int = -1, /) -> bytes:
        data = self._stream.read(size)
        self._done += len(data)
        self._progress(self._done)
        return data


def remittance_survey(stream: Rewindable, name: str, progress: Progress | None = None) -> Survey:
    """Reads a file through without writing: its transactions and their verdicts, or `X12Error`.

    `progress` is told the bytes read so far.
    """
    stream.seek(0)
    found: Survey = []
    header: x12.Header | None = None
    source = stream if progress is None else _Counted(stream, progress)
    for event in x12.iter_events(source, name):
        if isinstance(event, x12.Header):
            header = event
        elif isinstance(event, x12.Verdict) and header is not None:
            found.append((header, event))
    return found


def _write(
    actor: Actor,
    file: RemittanceFile,
    stream: Rewindable,
    name: str,
    surveyed: Survey,
) -> ImportResult:
    result = ImportResult(name, file)
    payers = PayerBook(actor.engagement)
    references: set[str] = set()
    stream.seek(0)
    events = x12.iter_events(stream, name)
    for header, verdict in surveyed:
        known = Remittance.objects.filter(
            engagement=actor.engagement, content_sha256=verdict.content_hash
        ).exists()
        result.transactions.append(TransactionResult(header, verdict, known))
        if known:
            _skip(events)
            continue
        remittance = _remittance(actor, file, payers, header, verdict)
        today = timezone.now().astimezone(zone(actor.engagement.time_zone)).date()
        writer = ClaimWriter(actor=actor, remittance=remittance, payers=payers, today=today)
        _write_claims(events, remittance, writer)
        references |= writer.references
        result.denials += writer.denials
        result.matched += writer.matched
    claims_relate(actor=actor, references=references)
    claims_billed(actor=actor, references=references)
    return result


def _skip(events: Iterator[x12.Event]) -> None:
    """Past the end of one transaction."""
    for event in events:
        if isinstance(event, x12.Verdict):
            return


def _write_claims(events: Iterator[x12.Event], remittance: Remittance, writer: ClaimWriter) -> None:
    for event in events:
        match event:
            case x12.Claim():
                writer.add(event)
            case x12.ProviderAdjustment():
                ProviderAdjustment.objects.create(
                    engagement_id=remittance.engagement_id,
                    remittance=remittance,
                    reason=event.reason[:10],
                    amount=event.amount,
                )
            case x12.Verdict():
                writer.close()
                return


def _payer(payers: PayerBook, name: str) -> Payer | None:
    """The payer by name or alias; a new one joins the directory under its own name."""
    known = payers.payer(name)
    if known is not None or not name:
        return known
    created, _ = Payer.objects.get_or_create(engagement=payers.engagement, name=name)
    payers.add(created)
    return created


def _remittance(
    actor: Actor,
    file: RemittanceFile,
    payers: PayerBook,
    header: x12.Header,
    verdict: x12.Verdict,
) -> Remittance:
    return Remittance.objects.create(
        engagement=actor.engagement,
        file=file,
        number=header.number,
        content_sha256=verdict.content_hash,
        control_number=header.control_number[:20],
        trace_number=header.trace_number[:60],
        payer_name=header.payer_name[:120],
        payer=_payer(payers, header.payer_name[:120].strip()),
        payment_date=header.payment_date or header.production_date,
        payment_amount=verdict.bpr02,
        claims_paid=verdict.sum_clp04,
        provider_adjustments=verdict.sum_plb,
        claim_count=verdict.claims,
        service_line_count=verdict.service_lines,
        denied_count=verdict.denied,
        zero_paid_count=verdict.zero_paid,
        reversal_count=verdict.reversals,
        claims_balanced=verdict.claims_balanced,
        services_balanced=verdict.services_balanced,
        is_balanced=verdict.balanced,
        is_test=header.is_test,
        verdict=verdict.explanation[:400],
        problems=[*map(str, verdict.imbalances), *verdict.notices],
    )
