"""What has to be on file, who owns it, and the register of subcontractors."""

import datetime as dt
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from engagements.enums import DocumentKind, Side
from engagements.enums.agreement import ATTESTATIONS, KEPT_ELSEWHERE
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import Document, DocumentRequirement, Subcontractor, User
from engagements.policies.agreement import SubcontractorPolicy
from engagements.selectors.vault import documents_of
from engagements.services.documents import document_store
from engagements.services.locking import engagement_lock


@transaction.atomic
def vault_document_add(
    *,
    actor: Actor,
    upload: "UploadedFile[Any]",
    kind: str,
    title: str = "",
    period_start: dt.date | None = None,
    period_end: dt.date | None = None,
    expires_on: dt.date | None = None,
) -> Document:
    """Puts a document on file; the newest of its kind counts, the others stay as its versions."""
    actor.require("document.manage")
    _check_kind(kind)
    _check_period(kind, period_start, period_end)
    engagement_lock(actor.engagement)
    before = documents_of(actor.engagement).filter(kind=kind).first()
    document = document_store(
        actor=actor, upload=upload, kind=kind, title=title, expires_on=expires_on
    )
    if document == before or document.replaces_id is not None:
        raise DomainError(
            "This very file is on file already.",
            field="document",
            remedy="Choose the newer file.",
        )
    document.period_start, document.period_end = period_start, period_end
    document.replaces = before
    document.save(update_fields=["period_start", "period_end", "replaces"])
    return document


def _check_kind(kind: str) -> None:
    if kind not in DocumentKind.values or DocumentKind(kind) in KEPT_ELSEWHERE:
        raise DomainError(
            f"{kind!r} is no document of the contract.",
            field="kind",
            remedy="Choose a kind from the list.",
        )


def _check_period(kind: str, start: dt.date | None, end: dt.date | None) -> None:
    if DocumentKind(kind) in ATTESTATIONS and end is None:
        raise DomainError(
            "An attestation says nothing without the end of its period.",
            field="period_end",
            remedy="Give the last day that the report or certificate covers.",
        )
    if start is not None and end is not None and end < start:
        raise DomainError(
            f"The period would end on {end}, before it begins.",
            field="period_end",
            remedy=f"Give a day on or after {start}.",
        )


@transaction.atomic
def requirement_set(
    *,
    actor: Actor,
    kind: str,
    side: str,
    is_required: bool,
    owner: User | None = None,
    note: str = "",
) -> DocumentRequirement:
    """Says whether a document is required here, which side provides it, and who owns it."""
    actor.require("document.require")
    _check_kind(kind)
    if owner is not None and actor.engagement.side_of(owner.organization_id) != side:
        raise DomainError(
            f"{owner} does not belong to the {Side(side).label.lower()}.",
            field="owner",
            remedy="Choose somebody of the side that provides the document.",
        )
    row, _ = DocumentRequirement.objects.update_or_create(
        engagement=actor.engagement,
        kind=kind,
        defaults={
            "side": side,
            "is_required": is_required,
            "owner": owner,
            "note": note.strip(),
        },
    )
    return row


@transaction.atomic
def subcontractor_save(
    *,
    actor: Actor,
    subcontractor: Subcontractor | None,
    name: str,
    country: str,
    purpose: str,
    bound_on: dt.date | None = None,
    ended_on: dt.date | None = None,
    document: Document | None = None,
) -> Subcontractor:
    """Adds one to the register or corrects it. Nobody is deleted: they have an end.

    Without a document the one on file stays.
    """
    actor.require("subcontractor.manage")
    if subcontractor is not None:
        SubcontractorPolicy.check(actor, "subcontractor.manage", subcontractor)
    namesakes = Subcontractor.objects.filter(engagement=actor.engagement, name__iexact=name.strip())
    if subcontractor is not None:
        namesakes = namesakes.exclude(pk=subcontractor.pk)
    if namesakes.exists():
        raise DomainError(
            f"{name.strip()} is in the register already.",
            field="name",
            remedy="Correct that entry instead.",
        )
    if bound_on and ended_on and ended_on < bound_on:
        raise DomainError(
            f"The work would end on {ended_on}, before it was bound.",
            field="ended_on",
            remedy=f"Give a day on or after {bound_on}.",
        )
    row = subcontractor or Subcontractor(engagement=actor.engagement, added_by=actor.user)
    row.name, row.country, row.purpose = name.strip(), country.upper(), purpose.strip()
    row.bound_on, row.ended_on = bound_on, ended_on
    row.document = document or row.document
    row.save()
    return row
