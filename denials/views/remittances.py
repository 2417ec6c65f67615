"""Remittances: the list with its verdicts, one of them, and the upload."""

from pathlib import PurePath
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django_filters import FilterSet

from denials.filters import RemittanceFilterSet
from denials.forms import UploadForm
from denials.models import Remittance
from denials.policies import RemittancePolicy
from denials.services import remittance_upload
from denials.tables import RemittanceTable, remittance_verdict
from denials.tasks import remittance_import_task
from engagements.kernel.lists import EngagementListView
from engagements.kernel.tasks import enqueue
from engagements.kernel.views import EngagementTemplateView
from engagements.views.forms import EngagementFormPage


class RemittanceList(EngagementListView):
    action = "remittance.view"
    table_class = RemittanceTable
    filterset_class: type[FilterSet] = RemittanceFilterSet
    template_name = "denials/remittances.html"
    list_key = "remittances"
    title = "Remittances"
    subtitle = "Balanced: BPR02 equals the claims paid less provider-level adjustments."
    noun = "remittance"
    hidden_at_first = ("service_line_count",)
    empty_text = "No remittances yet"
    empty_hint = "Upload an 835 file. Patients' names in it are not stored; nor is the file."
    empty_icon = "file-dollar"

    def get_queryset(self) -> Any:
        return RemittancePolicy.visible(self.actor, self.action).select_related("file", "payer")

    def get_empty_link(self) -> tuple[str, str] | None:
        if not self.actor.can("remittance.import"):
            return None
        slug = {"engagement": self.engagement.slug}
        return reverse("denials:remittance_import", kwargs=slug), "Import a remittance"


class RemittanceDetail(EngagementTemplateView):
    action = "remittance.view"
    template_name = "denials/remittance.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        remittance: Remittance = self.get_object_or_deny(
            RemittancePolicy, kwargs["remittance_id"], related=("file__imported_by", "payer")
        )
        denied = remittance.claims.aggregate(amount=Sum("denied_amount"))["amount"]
        context = self.get_context_data(
            remittance=remittance,
            verdict=remittance_verdict(remittance),
            net=remittance.claims_paid - remittance.provider_adjustments,
            denied_amount=denied or 0,
            adjustments=remittance.provider_level_adjustments.order_by("pk"),
            matched=remittance.claims.filter(chart__isnull=False).count(),
            may_see_claims=self.actor.can("denial.view"),
        )
        return self.render_to_response(context)


class RemittanceImport(EngagementFormPage):
    """Uploads an 835; a worker imports it, and the job's page shows how far it is."""

    action = "remittance.import"
    template_name = "denials/import.html"
    form_class = UploadForm
    success_message = ""

    def perform(self, form: Any) -> str:
        file = form.cleaned_data["file"]
        job = remittance_upload(
            actor=self.actor,
            name=PurePath(file.name).name,
            size=file.size,
            chunks=file.chunks(),
        )
        enqueue(remittance_import_task, engagement_id=self.engagement.pk, job_id=job.pk)
        keywords = {"engagement": self.engagement.slug, "job_id": job.pk}
        return reverse("engagements:job", kwargs=keywords)
