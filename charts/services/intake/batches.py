"""Batches and the uploaded files that wait for them.

An upload may hold what must never be kept (a FHIR export holds notes), so its files lie in a
private folder only until the import has read them, was discarded, or a day has passed.
"""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from charts.models import ImportBatch
from engagements.enums import JobState
from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.policy import Actor
from engagements.models import Job

KEPT = dt.timedelta(days=1)
NAME_LENGTH = 100
WAITING = (JobState.QUEUED,)
UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


@transaction.atomic
def batch_open(*, actor: Actor, fmt: str, file_names: Sequence[str], sha256: str) -> ImportBatch:
    actor.require("chart.import")
    return ImportBatch.objects.create(
        engagement=actor.engagement,
        format=fmt,
        file_names=[Path(name).name[:NAME_LENGTH] for name in file_names],
        sha256=sha256,
        imported_by=actor.user,
    )


@transaction.atomic
def uploads_store(*, actor: Actor, batch: ImportBatch, uploads: Sequence["File[bytes]"]) -> None:
    """Keeps the files until the batch is applied. Refuses what is too large together."""
    actor.require("chart.import")
    total = sum(upload.size or 0 for upload in uploads)
    if total > settings.UPLOAD_LIMIT_BYTES:
        raise DomainError(
            f"The files have {total >> 20} MB together.",
            field="uploads",
            remedy=f"Send at most {settings.UPLOAD_LIMIT_BYTES >> 20} MB at once, or compress them"
            " with gzip.",
        )
    for index, upload in enumerate(uploads):
        name = upload_path(batch, index)
        default_storage.delete(name)
        default_storage.save(name, upload)


def upload_path(batch: ImportBatch, index: int) -> str:
    return f"intake/{batch.engagement_id}/{batch.pk}/{index}"


@transaction.atomic
def batch_start(*, actor: Actor, batch: ImportBatch, job: Job | None = None) -> ImportBatch:
    """Marks the batch as running; only one of two that press the button gets it."""
    actor.require("chart.import")
    started = ImportBatch.objects.filter(pk=batch.pk, state__in=WAITING).update(
        state=JobState.RUNNING, job=job
    )
    if started != 1:
        raise StaleState(
            "This import was already started or discarded.", remedy="Look at the import history."
        )
    batch.refresh_from_db()
    return batch


@transaction.atomic
def batch_fail(*, actor: Actor, batch: ImportBatch) -> None:
    """The import broke; rows of the steps before it stay, and importing again is safe."""
    ImportBatch.objects.filter(pk=batch.pk, state__in=UNFINISHED).update(
        state=JobState.FAILED, finished_at=timezone.now()
    )
    uploads_delete(batch)


@transaction.atomic
def batch_discard(*, actor: Actor, batch: ImportBatch) -> None:
    """Throws an upload away that was only looked at."""
    actor.require("chart.import")
    deleted, _ = ImportBatch.objects.filter(pk=batch.pk, state__in=WAITING).delete()
    if not deleted:
        raise StaleState("This import has begun.", remedy="Look at the import history.")
    uploads_delete(batch)


def uploads_delete(batch: ImportBatch) -> None:
    """Removes the files when the transaction commits; a missing one is no error."""
    names = [upload_path(batch, index) for index in range(len(batch.file_names))]

    def delete() -> None:
        for name in names:
            default_storage.delete(name)

    transaction.on_commit(delete)


@transaction.atomic
def batches_expire(*, actor: Actor) -> int:
    """Throws away uploads that nobody applied within a day; an import still running after a day
    has died, and is told as failed.
    """
    dead = ImportBatch.objects.filter(
        engagement=actor.engagement,
        state=JobState.RUNNING,
        created_at__lt=timezone.now() - KEPT,
    )
    for batch in dead:
        batch_fail(actor=actor, batch=batch)
    stale = ImportBatch.objects.filter(
        engagement=actor.engagement, state__in=WAITING, created_at__lt=timezone.now() - KEPT
    )
    for batch in stale:
        batch_discard(actor=actor, batch=batch)
    return len(stale)
