"""Intake in the browser: upload, look, apply, and what became of it."""

import csv
from itertools import islice
from typing import Any

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from charts.enums import ImportFormat
from charts.importers import template_csv
from charts.importers.listing import ImportFilterSet, ImportTable
from charts.importers.upload_form import MappingForm, UploadForm
from charts.importers.uploads import (
    ERRORS_SHOWN,
    INLINE_ROWS,
    Look,
    upload_look,
    upload_receive,
    upload_run,
)
from charts.models import ImportBatch
from charts.policies import ImportBatchPolicy
from charts.services.intake import batch_discard, batch_start
from charts.tasks import import_apply_task
from engagements.enums import JobState
from engagements.kernel.lists import EngagementListView
from engagements.kernel.tasks import enqueue
from engagements.kernel.views import EngagementTemplateView, EngagementView, request_origin
from engagements.services import access_log_record, job_create

RELATED = ("imported_by", "error_file", "job", "engagement")


class ImportList(EngagementListView):
    """The imports of this engagement, newest first."""

    action = "chart.import"
    table_class = ImportTable
    filterset_class = ImportFilterSet
    template_name = "charts/imports.html"
    list_key = "imports"
    title = "Imports"
    noun = "import"
    hidden_at_first = ("format",)
    empty_text = "No imports yet"
    empty_hint = "Upload a worklist: CSV, Excel, or the files of a FHIR export."
    empty_icon = "file-import"

    def get_queryset(self) -> Any:
        return ImportBatchPolicy.visible(self.actor, self.action).select_related("imported_by")

    def get_empty_link(self) -> tuple[str, str] | None:
        kwargs = {"engagement": self.engagement.slug}
        return reverse("charts:import_upload", kwargs=kwargs), "Upload a worklist"


class ImportUpload(EngagementTemplateView):
    action = "chart.import"
    template_name = "charts/import_upload.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"form": UploadForm(), **kwargs})

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.render_to_response(self.get_context_data(form=form), status=422)
        batch = upload_receive(actor=self.actor, uploads=form.cleaned_data["uploads"])
        return redirect("charts:import_detail", self.engagement.slug, batch.pk)


class ImportDetail(EngagementTemplateView):
    """Before it is applied: what would happen. Afterwards: what did."""

    action = "chart.import"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        batch = self._batch(kwargs["batch_id"])
        if batch.state == JobState.QUEUED:
            look = upload_look(actor=self.actor, batch=batch)
            return self._preview(batch, look, mapping_of(batch, look))
        return self.render_to_response(
            self.get_context_data(batch=batch, errors=errors_shown(batch))
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        batch = self._batch(kwargs["batch_id"])
        form = mapping_of(batch, upload_look(actor=self.actor, batch=batch), request.POST)
        chosen = form.chosen if form.is_valid() else {}
        look = upload_look(actor=self.actor, batch=batch, chosen=chosen)
        if not form.is_valid() or "look" in request.POST:
            return self._preview(batch, look, form, status=200 if form.is_valid() else 422)
        return self._apply(batch, look, chosen)

    def get_template_names(self) -> list[str]:
        return [self.page]

    page = "charts/import_detail.html"

    def _batch(self, batch_id: int) -> ImportBatch:
        batch: ImportBatch = self.get_object_or_deny(ImportBatchPolicy, batch_id, related=RELATED)
        return batch

    def _preview(
        self, batch: ImportBatch, look: Look, form: MappingForm, status: int = 200
    ) -> HttpResponse:
        self.page = "charts/import_preview.html"
        context = self.get_context_data(batch=batch, found=look, form=form, is_fhir=is_fhir(batch))
        return self.render_to_response(context, status=status)

    def _apply(self, batch: ImportBatch, look: Look, chosen: dict[str, str]) -> HttpResponseBase:
        """A short list at once; a long one in the worker, with a progress bar."""
        if look.rows <= INLINE_ROWS and look.is_whole:
            batch = batch_start(actor=self.actor, batch=batch)
            upload_run(actor=self.actor, batch=batch, chosen=chosen, job=None)
            return redirect("charts:import_detail", self.engagement.slug, batch.pk)
        job = job_create(actor=self.actor, kind="chart_import", parameters={"batch": batch.pk})
        batch_start(actor=self.actor, batch=batch, job=job)
        enqueue(
            import_apply_task,
            engagement_id=self.engagement.pk,
            batch_id=batch.pk,
            job_id=job.pk,
            user_id=self.actor.user_id,
            chosen=chosen,
        )
        return redirect("engagements:job", self.engagement.slug, job.pk)


class ImportDiscard(EngagementView):
    action = "chart.import"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        batch = self.get_object_or_deny(ImportBatchPolicy, kwargs["batch_id"])
        batch_discard(actor=self.actor, batch=batch)
        return redirect("charts:import_list", self.engagement.slug)


class ImportErrors(EngagementView):
    """The error file, for whoever may import."""

    action = "chart.import"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        batch = self.get_object_or_deny(
            ImportBatchPolicy, kwargs["batch_id"], related=("error_file",)
        )
        if batch.error_file is None:
            raise Http404("This import has no error file.")
        access_log_record(
            actor=self.actor,
            action=self.action,
            model="charts.ImportBatch",
            object_id=batch.pk,
            object_count=batch.errors,
            origin=request_origin(request),
        )
        return FileResponse(
            batch.error_file.file.open(),
            as_attachment=True,
            filename=f"import-{batch.pk}-errors.csv",
            content_type="text/csv; charset=utf-8",
        )


class ImportTemplate(EngagementView):
    """The CSV to fill in."""

    action = "chart.import"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        headers = {"Content-Disposition": 'attachment; filename="worklist-template.csv"'}
        return HttpResponse(template_csv(), content_type="text/csv; charset=utf-8", headers=headers)


def is_fhir(batch: ImportBatch) -> bool:
    return batch.format == ImportFormat.FHIR


def mapping_of(batch: ImportBatch, look: Look, data: Any = None) -> MappingForm:
    """One choice per different header of the files; none for a FHIR export."""
    headers: dict[str, str] = {}
    for preview in () if is_fhir(batch) else look.previews:
        for header, column in zip(preview.headers, preview.columns, strict=True):
            headers[header] = headers.get(header) or column  # the first of two alike is read
    return MappingForm(data, headers=headers)


def errors_shown(batch: ImportBatch) -> list[dict[str, str]]:
    """The first rows of the error file."""
    if batch.error_file is None:
        return []
    with batch.error_file.file.open("rb") as stream:
        lines = (line.decode("utf-8") for line in stream)
        return list(islice(csv.DictReader(lines), ERRORS_SHOWN))
