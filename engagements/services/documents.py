"""Stored files: checked, hashed, kept outside the web's reach."""

import datetime as dt
import hashlib
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import Document

MAX_BYTES = 20 * 1024 * 1024
# What a file begins with, whatever it is called: an extension proves nothing.
SIGNATURES = (
    (b"%PDF-", "application/pdf", ".pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png", ".png"),
    (b"\xff\xd8\xff", "image/jpeg", ".jpg"),
)


@transaction.atomic
def document_store(
    *,
    actor: Actor,
    upload: "UploadedFile[Any]",
    kind: str,
    title: str = "",
    expires_on: dt.date | None = None,
    action: str = "document.manage",
) -> Document:
    """Keeps a PDF or a scanned page. The same content of the same kind is kept once.

    `action` is the right under which it is stored, where a document belongs to another record.
    """
    actor.require(action)
    content = _read(upload)
    content_type, suffix = _sniff(content, str(upload.name))
    digest = hashlib.sha256(content).hexdigest()
    kept = Document.objects.filter(engagement=actor.engagement, kind=kind, sha256=digest).first()
    if kept is not None:
        return kept
    document = Document(
        engagement=actor.engagement,
        kind=kind,
        title=(title.strip() or PurePath(str(upload.name)).name)[:200],
        sha256=digest,
        size=len(content),
        content_type=content_type,
        expires_on=expires_on,
        uploaded_by=actor.user,
    )
    document.file.save(f"{digest}{suffix}", ContentFile(content), save=False)
    document.save()
    return document


def _read(upload: "UploadedFile[Any]") -> bytes:
    if (upload.size or 0) > MAX_BYTES:
        raise DomainError(
            f"The file has {(upload.size or 0) / 1024 / 1024:.1f} MB.",
            field="document",
            remedy=f"Keep it under {MAX_BYTES // 1024 // 1024} MB.",
        )
    content: bytes = upload.read(MAX_BYTES + 1)
    if not content or len(content) > MAX_BYTES:
        raise DomainError(
            "The file is empty or too long.", field="document", remedy="Choose the right file."
        )
    return content


def _sniff(content: bytes, name: str) -> tuple[str, str]:
    for signature, content_type, suffix in SIGNATURES:
        if content.startswith(signature):
            return content_type, suffix
    raise DomainError(
        f"{PurePath(name).name!r} is no PDF, PNG or JPEG file.",
        field="document",
        remedy="Save it as a PDF and choose that.",
    )
