"""From an uploaded file to an import: kept, looked at, applied, thrown away."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO, cast

from django.core.files import File
from django.core.files.storage import default_storage
from django.urls import reverse

from charts.importers import Named, Preview, Reading, preview, read_charts, row_estimate
from charts.importers.files import FileError
from charts.importers.run import batch_of, batch_run, context_for
from charts.models import ImportBatch
from charts.rows import ChartRow, RowError
from charts.services.intake import (
    batch_fail,
    upload_path,
    uploads_delete,
    uploads_store,
)
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement, Job, User
from engagements.selectors import actor_for, system_actor
from engagements.services import job_fail, job_finish, job_start

INLINE_ROWS = 200
CHECKED_ROWS = 2_000
"""How many rows are checked before anything is applied."""

ERRORS_SHOWN = 20


@dataclass(frozen=True)
class Look:
    """What is known of an upload before it is applied."""

    previews: list[Preview]
    rows: int
    good: int
    bad: int
    errors: list[RowError]
    notices: list[str]
    is_whole: bool = False
    refusal: str = ""

    @property
    def checked(self) -> int:
        return self.good + self.bad


def upload_receive(*, actor: Actor, uploads: Sequence["File[bytes]"]) -> ImportBatch:
    """Keeps the files, by content recognised, under a batch that waits to be applied."""
    files = [Named(cast("BinaryIO", upload), str(upload.name)) for upload in uploads]
    batch = batch_of(actor=actor, files=files)
    uploads_store(actor=actor, batch=batch, uploads=uploads)
    return batch


@contextmanager
def upload_files(batch: ImportBatch) -> Iterator[list[Named]]:
    with ExitStack() as stack:
        files = []
        for index, name in enumerate(batch.file_names):
            try:
                opened = default_storage.open(upload_path(batch, index))
            except FileNotFoundError:
                raise DomainError(
                    f"The file {name} is no longer kept.",
                    remedy="Uploads are kept for a day: send it again.",
                ) from None
            stream = cast("BinaryIO", stack.enter_context(opened))
            files.append(Named(stream, name))
        yield files


def upload_look(
    *, actor: Actor, batch: ImportBatch, chosen: Mapping[str, str] | None = None
) -> Look:
    """Reads the beginning of the files as they would be imported; changes nothing."""
    context = context_for(actor.engagement, batch)
    with upload_files(batch) as files:
        try:
            previews = preview(files, context, chosen=chosen)
        except FileError as error:
            refusal = f"{error.name} {error.problem}. {error.remedy}."
            return Look([], 0, 0, 0, [], [], refusal=refusal)
        reading = Reading()
        items = list(
            islice(read_charts(files, context, chosen=chosen, reading=reading), CHECKED_ROWS)
        )
        rows = row_estimate(files)
    errors = [item for item in items if isinstance(item, RowError)]
    return Look(
        previews=previews,
        rows=rows,
        good=sum(isinstance(item, ChartRow) for item in items),
        bad=len({(error.file, error.row, error.row or error.problem) for error in errors}),
        errors=errors[:ERRORS_SHOWN],
        notices=reading.notices,
        is_whole=len(items) < CHECKED_ROWS,
    )


def upload_run(
    *, actor: Actor, batch: ImportBatch, chosen: Mapping[str, str], job: Job | None
) -> None:
    """Imports the files of a started batch, then forgets them."""
    with upload_files(batch) as files:
        if job is not None:
            with engagement_transaction(actor.engagement.pk):
                if not job_start(job=job, total=row_estimate(files)):
                    return
        batch, _ = batch_run(actor=actor, batch=batch, files=files, chosen=chosen, job=job)
    with engagement_transaction(actor.engagement.pk):
        uploads_delete(batch)
        if job is not None:
            job_finish(job=job, result=_result(batch), message=_message(batch))


def upload_job(
    *, engagement_id: int, batch_id: int, job_id: int, user_id: int, chosen: Mapping[str, str]
) -> None:
    """The worker's part. A second delivery goes on where the first one broke off."""
    with engagement_transaction(engagement_id):
        engagement = Engagement.objects.get(pk=engagement_id)
        batch = ImportBatch.objects.select_related("engagement").get(pk=batch_id)
        job = Job.objects.get(pk=job_id)
        actor = actor_for(user=User.objects.get(pk=user_id), engagement=engagement)
    if actor is None:
        _give_up(engagement_id, job, batch, "Whoever started this import has left the engagement.")
        return
    try:
        upload_run(actor=actor, batch=batch, chosen=chosen, job=job)
    except DomainError as error:
        _give_up(engagement_id, job, batch, str(error))
    except Exception:
        _give_up(engagement_id, job, batch, _BROKEN)
        raise


def _give_up(engagement_id: int, job: Job, batch: ImportBatch, reason: str) -> None:
    with engagement_transaction(engagement_id):
        job_fail(job=job, error=reason)
        batch_fail(actor=system_actor(batch.engagement), batch=batch)


_BROKEN = "The import broke off. Rows read before stay; importing the file again is safe."


def _message(batch: ImportBatch) -> str:
    done = f"{batch.created:,} charts created, {batch.updated:,} updated"
    return f"{done}, {batch.errors:,} rows refused"


def _result(batch: ImportBatch) -> dict[str, object]:
    values: dict[str, object] = {
        "created": batch.created,
        "updated": batch.updated,
        "unchanged": batch.unchanged,
        "errors": batch.errors,
    }
    address = reverse(
        "charts:import_detail",
        kwargs={"engagement": batch.engagement.slug, "batch_id": batch.pk},
    )
    return values | {"links": [{"url": address, "label": "See the import"}]}
