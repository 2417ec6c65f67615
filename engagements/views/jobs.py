"""Work that somebody waits for: the list and the progress page."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django_filters import FilterSet

from engagements.filters import JobFilterSet
from engagements.kernel.lists import EngagementListView
from engagements.kernel.views import EngagementView
from engagements.models import Job
from engagements.policies import JobPolicy
from engagements.tables import JobTable


class JobList(EngagementListView):
    """The jobs of one's own organization, newest first."""

    action = "job.view"
    table_class = JobTable
    filterset_class: type[FilterSet] = JobFilterSet
    list_key = "jobs"
    title = "Jobs"
    noun = "job"
    empty_text = "No jobs yet"
    empty_hint = "Imports, exports and reports that take a while appear here with their progress."
    empty_icon = "hourglass"

    def get_queryset(self) -> Any:
        return JobPolicy.visible(self.actor, self.action).select_related("created_by")


class JobDetail(EngagementView):
    """A progress bar that fills itself in; without scripts the page reloads every few seconds."""

    action = "job.view"

    def get(self, request: HttpRequest, job_id: int) -> HttpResponse:
        job: Job = self.get_object_or_deny(JobPolicy, job_id, related=("created_by", "output"))
        htmx = getattr(request, "htmx", None)
        wanted = bool(htmx) and htmx.target == "job"
        context = {
            "job": job,
            "engagement": self.engagement,
            "actor": self.actor,
            "is_over": job.state in ("done", "failed"),
            "links": job.result.get("links", []) if isinstance(job.result, dict) else [],
            "facts": job_facts(job),
        }
        name = "engagements/job_progress.html" if wanted else "engagements/job.html"
        response = TemplateResponse(request, name, context)
        if wanted and context["is_over"]:
            response.headers["HX-Refresh"] = "true"
        return response


def job_facts(job: Job) -> list[tuple[str, Any]]:
    """The plain numbers and words of the result, in the order the task gave them."""
    if not isinstance(job.result, dict):
        return []
    return [
        (key.replace("_", " ").capitalize(), value)
        for key, value in job.result.items()
        if isinstance(value, str | int | float) and value != ""
    ]
