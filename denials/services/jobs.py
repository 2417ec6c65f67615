"""An uploaded remittance as a job: spooled by the page, imported by a worker, then forgotten."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.urls import reverse

from denials.services.imports import remittance_import, remittance_survey
from denials.services.results import ImportResult
from denials.spool import SpoolReader, spool_discard, spool_open, spool_write
from denials.x12 import X12Error
from engagements.kernel.errors import DomainError, NotAllowed
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import Job
from engagements.selectors import actor_for
from engagements.services import job_create, job_fail, job_finish, job_progress, job_start

KIND = "remittance_import"
_KILOBYTE = 1024
_GONE = "The uploaded file is no longer here. Upload it again: importing a file twice is safe."


@transaction.atomic
def remittance_upload(*, actor: Actor, name: str, size: int, chunks: Iterable[bytes]) -> Job:
    """Spools the upload and creates its job; the caller enqueues it."""
    actor.require("remittance.import")
    key = spool_write(chunks)
    return job_create(actor=actor, kind=KIND, parameters={"name": name, "size": size, "spool": key})


def remittance_upload_run(*, engagement_id: int, job_id: int) -> None:
    """Runs the job. 1. Survey with progress, each step its own transaction. 2. Import and finish
    in one transaction. 3. Forget the upload. A second delivery finds the job over; a worker that
    died leaves job and upload as they were, and the next delivery starts again.
    """
    with engagement_transaction(engagement_id):
        job = Job.objects.select_related("created_by", "engagement").get(pk=job_id)
        size = int(job.parameters["size"])
        if not job_start(job=job, total=size // _KILOBYTE + 1):
            return
    key = str(job.parameters["spool"])
    try:
        with spool_open(key) as stream:
            _import(job, stream)
    except FileNotFoundError:
        _fail(job, _GONE)
    except (X12Error, DomainError, NotAllowed) as error:
        _fail(job, str(error))
    spool_discard(key)


def _import(job: Job, stream: SpoolReader) -> None:
    name = str(job.parameters["name"])
    surveyed = remittance_survey(stream, name, _Reporter(job))
    with engagement_transaction(job.engagement_id):
        actor = _actor(job)
        job_progress(job=job, done=job.total or 0, message="Writing claims and denials")
        result = remittance_import(actor=actor, stream=stream, name=name, surveyed=surveyed)
        job_finish(job=job, result=_summary(job, result), message=result.message)


def _actor(job: Job) -> Actor:
    """Whoever uploaded it, with the rights they have now."""
    user = job.created_by
    actor = actor_for(user=user, engagement=job.engagement) if user else None
    if actor is None:
        raise NotAllowed("Whoever uploaded this file no longer has a role here.")
    return actor


class _Reporter:
    """Writes progress at every twentieth of the file, outside the import's transaction."""

    def __init__(self, job: Job) -> None:
        self._job = job
        self._step = max(int(job.parameters["size"]) // 20, 256 * _KILOBYTE)
        self._next = self._step

    def __call__(self, done: int) -> None:
        if done < self._next:
            return
        self._next = done + self._step
        with engagement_transaction(self._job.engagement_id):
            job_progress(job=self._job, done=done // _KILOBYTE, message="Reading and checking (kB)")


def _summary(job: Job, result: ImportResult) -> dict[str, Any]:
    rows = result.as_rows()
    slug = job.engagement.slug
    links = [
        {
            "url": reverse("denials:remittance_list", kwargs={"engagement": slug}),
            "label": "See the remittances",
        },
        {
            "url": reverse("denials:denial_list", kwargs={"engagement": slug}),
            "label": "Work the denials",
        },
    ]
    return {
        "remittances": len(rows),
        "claims": sum(row["claims"] for row in rows),
        "service_lines": sum(row["service_lines"] for row in rows),
        "denials": result.denials,
        "matched_to_charts": result.matched,
        "verdict": " ".join(dict.fromkeys(row["verdict"] for row in rows)),
        "links": links,
        "rows": rows,
    }


def _fail(job: Job, error: str) -> None:
    with engagement_transaction(job.engagement_id):
        job_fail(job=job, error=error)
