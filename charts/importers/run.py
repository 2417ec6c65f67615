"""From files to an import: opens, reads, hands over. What commands, tasks and views call."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import BinaryIO

from charts.enums import ImportFormat
from charts.importers import Named, Reading, formats_of, read_charts
from charts.importers.cells import Context
from charts.importers.files import CHUNK
from charts.models import ImportBatch
from charts.services.intake import batch_open, batch_start, charts_import
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement, Job
from engagements.validators import zone

File = Path | Named


def context_for(engagement: Engagement, batch: ImportBatch) -> Context:
    """Its "now" is when the batch was opened, so that a second run judges its rows alike."""
    return Context(zone(engagement.time_zone), batch.created_at)


def batch_of(*, actor: Actor, files: Sequence[File]) -> ImportBatch:
    names = [file.name for file in files]
    formats = formats_of(files) or [ImportFormat.CSV.value]
    return batch_open(actor=actor, fmt=formats[0], file_names=names, sha256=files_sha256(files))


def files_import(*, actor: Actor, files: Sequence[File]) -> tuple[ImportBatch, Reading]:
    """Imports files at once: the command line."""
    with engagement_transaction(actor.engagement.pk):
        batch = batch_start(actor=actor, batch=batch_of(actor=actor, files=files))
    return batch_run(actor=actor, batch=batch, files=files)


def batch_run(
    *,
    actor: Actor,
    batch: ImportBatch,
    files: Sequence[File],
    chosen: Mapping[str, str] | None = None,
    job: Job | None = None,
) -> tuple[ImportBatch, Reading]:
    """Reads the files of a started batch into charts; may run again over the same files."""
    reading = Reading()
    context = context_for(actor.engagement, batch)
    items = read_charts(files, context, chosen=chosen, reading=reading)
    return charts_import(actor=actor, batch=batch, items=items, job=job), reading


def files_sha256(files: Sequence[File]) -> str:
    """One hash of all contents, whatever order they come in."""
    hashes = []
    for file in files:
        if isinstance(file, Named):
            hashes.append(_sha256(file.stream))
        elif file.is_file():
            with file.open("rb") as stream:
                hashes.append(_sha256(stream))
    return hashlib.sha256("".join(sorted(hashes)).encode()).hexdigest()


def _sha256(stream: BinaryIO) -> str:
    stream.seek(0)
    digest = hashlib.sha256()
    while chunk := stream.read(CHUNK):
        digest.update(chunk)
    stream.seek(0)
    return digest.hexdigest()
