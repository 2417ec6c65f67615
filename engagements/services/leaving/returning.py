"""Building the data return: a job that reads one snapshot of the database."""

import datetime as dt
import hashlib
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files import File
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone

from engagements.enums import DocumentKind, JobState, Phase
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.kernel.scope import SETTING, engagement_scope, engagement_transaction
from engagements.kernel.tasks import enqueue_named
from engagements.models import DataReturn, Document, Job
from engagements.services.jobs import job_create, job_fail, job_finish, job_start
from engagements.services.leaving.package import Package, Progress, package_write
from engagements.services.locking import engagement_lock

KIND = "data_return"
ACTION = "exit.manage"
PIECE = 1 << 20


def require_exit(actor: Actor) -> None:
    if actor.engagement.phase != Phase.EXIT:
        raise DomainError(
            f"The engagement is in the phase {actor.engagement.get_phase_display()!r}.",
            remedy="Change the phase to Exit first.",
        )


def software_version() -> str:
    """Of the project file; its name alone where the installation carries none."""
    path = Path(settings.BASE_DIR) / "pyproject.toml"
    if not path.is_file():
        return "Concord"
    version = tomllib.loads(path.read_text())["project"]["version"]
    return f"Concord {version}"


@transaction.atomic
def data_return_request(*, actor: Actor) -> Job:
    """Starts a package; one that is still being built is given back instead."""
    actor.require(ACTION)
    require_exit(actor)
    engagement_lock(actor.engagement)
    running = Job.objects.filter(
        engagement=actor.engagement, kind=KIND, state__in=[JobState.QUEUED, JobState.RUNNING]
    ).first()
    if running is not None:
        return running
    job = job_create(actor=actor, kind=KIND)
    enqueue_named("engagements.data_return_build", engagement_id=actor.engagement.pk, job_id=job.pk)
    return job


def data_return_build(*, actor: Actor, job_id: int) -> DataReturn | None:
    """Builds the package of a job and keeps it. Opens its own transactions: call it outside any.

    Run twice it gives back what the first run kept.
    """
    engagement_id = actor.engagement.pk
    with engagement_transaction(engagement_id):
        job = Job.objects.get(pk=job_id)
        kept = DataReturn.objects.filter(job=job).first()
        if kept is not None or not job_start(job=job):
            return kept
    now = timezone.now()
    try:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "package.zip"
            with _snapshot(engagement_id), _progress(engagement_id, job_id) as progress:
                package = package_write(
                    engagement=actor.engagement,
                    path=path,
                    version=software_version(),
                    generated_at=now,
                    progress=progress,
                )
            with engagement_transaction(engagement_id):
                return data_return_keep(actor=actor, job=job, path=path, package=package, now=now)
    except Exception as error:
        with engagement_transaction(engagement_id):
            job_fail(job=job, error=f"{type(error).__name__}: {error}")
        raise


@contextmanager
def _snapshot(engagement_id: int) -> Iterator[None]:
    """Every table as of one moment, however long reading takes."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        with engagement_scope(engagement_id):
            yield


@contextmanager
def _progress(engagement_id: int, job_id: int) -> Iterator[Progress]:
    """Reports over a connection of its own: the snapshot's transaction stays open meanwhile."""
    beside = connection.copy()

    def report(done: int, total: int, message: str) -> None:
        with _transaction_of(beside) as cursor:
            cursor.execute("SELECT set_config(%s, %s, true)", [SETTING, f"{{{engagement_id}}}"])
            cursor.execute(
                "UPDATE engagements_job SET done = %s, total = %s, message = %s"
                " WHERE id = %s AND state = 'running'",
                [done, total, message[:300], job_id],
            )

    try:
        yield report
    finally:
        beside.close()


@contextmanager
def _transaction_of(beside: BaseDatabaseWrapper) -> Iterator[Any]:
    beside.ensure_connection()
    beside.set_autocommit(False)
    try:
        with beside.cursor() as cursor:
            yield cursor
        beside.commit()
    finally:
        beside.set_autocommit(True)


def data_return_keep(
    *, actor: Actor, job: Job, path: Path, package: Package, now: dt.datetime
) -> DataReturn:
    """Stores the file and records its hashes. Needs the scope."""
    with path.open("rb") as source:
        digest = hashlib.file_digest(source, "sha256").hexdigest()
    document = Document(
        engagement=actor.engagement,
        kind=DocumentKind.DATA_RETURN,
        title=f"Data return of {now:%Y-%m-%d}",
        sha256=digest,
        size=path.stat().st_size,
        content_type="application/zip",
        uploaded_by=job.created_by,
    )
    with path.open("rb") as source:
        document.file.save(f"{digest}.zip", File(source), save=True)
    manifest = package.manifest
    made = DataReturn.objects.create(
        engagement=actor.engagement,
        document=document,
        job=job,
        manifest_sha256=package.manifest_sha256,
        generated_at=now,
        software_version=manifest["software_version"],
        tables=len(manifest["tables"]),
        rows=package.rows,
        files=len(manifest["files"]),
        missing_files=len(manifest["missing_files"]),
        created_by=job.created_by,
    )
    result: dict[str, Any] = {"tables": made.tables, "rows": made.rows, "files": made.files}
    result |= {"manifest_sha_256": made.manifest_sha256, "missing_files": made.missing_files}
    job_finish(job=job, result=result, message="The package is ready on the exit page.")
    return made
