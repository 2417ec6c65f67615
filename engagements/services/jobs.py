"""Jobs: work that somebody waits for, with progress. Safe to run twice."""

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from engagements.enums import JobState
from engagements.kernel.policy import Actor
from engagements.models import Document, Job


def job_create(*, actor: Actor, kind: str, parameters: Mapping[str, Any] | None = None) -> Job:
    return Job.objects.create(
        engagement=actor.engagement,
        kind=kind,
        parameters=dict(parameters or {}),
        created_by=actor.user,
    )


def job_start(*, job: Job, total: int | None = None) -> bool:
    """Marks the job running; False where it is already finished (a second delivery)."""
    return (
        Job.objects.filter(pk=job.pk, state__in=[JobState.QUEUED, JobState.RUNNING]).update(
            state=JobState.RUNNING, total=total, started_at=timezone.now()
        )
        == 1
    )


def job_progress(*, job: Job, done: int, total: int | None = None, message: str = "") -> None:
    changes: dict[str, Any] = {"done": done}
    if total is not None:
        changes["total"] = total
    if message:
        changes["message"] = message[:300]
    Job.objects.filter(pk=job.pk, state=JobState.RUNNING).update(**changes)


def job_finish(
    *, job: Job, result: Mapping[str, Any], message: str = "", output: Document | None = None
) -> None:
    Job.objects.filter(pk=job.pk).exclude(state=JobState.DONE).update(
        state=JobState.DONE,
        result=dict(result),
        message=message[:300],
        output=output,
        error="",
        finished_at=timezone.now(),
    )


def job_fail(*, job: Job, error: str) -> None:
    Job.objects.filter(pk=job.pk).exclude(state=JobState.DONE).update(
        state=JobState.FAILED, error=error, finished_at=timezone.now()
    )
