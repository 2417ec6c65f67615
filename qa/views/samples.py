"""Planning, drawing, proving and signing off samples."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from engagements.enums import Side
from engagements.kernel.lists import EngagementListView, csv_rows
from engagements.kernel.presentation import humanize
from engagements.kernel.stats import DEFAULT_CONFIDENCE, LegalTest
from engagements.kernel.views import EngagementTemplateView, EngagementView
from engagements.selectors import engagement_today
from engagements.selectors.provisions import terms_in_force
from engagements.views.forms import EngagementFormPage
from qa.filters import SampleFilterSet
from qa.forms import SampleForm, sample_initial
from qa.models import Sample
from qa.planning import Preview, sample_preview
from qa.policies import SamplePolicy
from qa.selectors import (
    audits_of,
    coders_seen,
    floor_for,
    frame_rows,
    frame_units,
    sample_check,
    sample_list,
    sample_mix,
    specialties_seen,
)
from qa.services import sample_draw, sample_lock
from qa.tables import SampleTable, auditor_label, coder_label

FRAME_HEADINGS = ("position", "chart", "coding", "ordinal", "weight")


def sample_url(view: EngagementView, sample: Sample) -> str:
    return reverse(
        "qa:sample_detail",
        kwargs={"engagement": view.engagement.slug, "sample_id": sample.pk},
    )


class SampleList(EngagementListView):
    """Every sample the reader may know of, newest first."""

    action = "sample.view"
    table_class = SampleTable
    filterset_class = SampleFilterSet
    list_key = "samples"
    title = "Samples"
    noun = "sample"
    hidden_at_first = (
        *("drawn_for", "specialty", "frame_size", "audits_done", "drawn_at", "locked_at"),
    )
    template_name = "qa/sample_list.html"
    empty_text = "No samples yet"
    empty_hint = (
        "A random sample per coder is drawn after each month. The practice may draw any time."
    )
    empty_icon = "dice-5"

    def get_queryset(self) -> Any:
        return sample_list(self.actor)

    def get_empty_link(self) -> tuple[str, str] | None:
        if not self.actor.can("sample.draw"):
            return None
        url = reverse("qa:sample_new", kwargs={"engagement": self.engagement.slug})
        return url, "Draw a sample"


class SampleNew(EngagementFormPage):
    """The planner: what the frame holds, what a sample of that size can show, then the draw."""

    action = "sample.draw"
    template_name = "qa/sample_form.html"
    form_class = SampleForm
    success_message = "Drawn. The frame is frozen and its hash stored."

    def get_initial(self) -> dict[str, Any]:
        return sample_initial(engagement_today(self.engagement))

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            "actor": self.actor,
            "coders": coders_seen(self.engagement),
            "specialties": specialties_seen(self.engagement),
        }

    def get_form(self) -> SampleForm:
        if self.request.method == "GET" and "size" in self.request.GET:
            return SampleForm(data=self.request.GET, **self.get_form_kwargs())
        return super().get_form()  # type: ignore[return-value]  # form_class is SampleForm

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        form: SampleForm = kwargs["form"]
        preview = self.preview(form) if form.is_bound and form.is_valid() else None
        return super().page_context(preview=preview, **kwargs)

    def preview(self, form: SampleForm) -> Preview:
        plan = form.plan()
        terms = terms_in_force(self.engagement, plan.period_end)
        floor = floor_for(terms, plan.specialty)
        units = frame_units(engagement=self.engagement, **plan.conditions)
        by_point = floor is not None and floor.test == "point_estimate"
        return sample_preview(
            population=len(units),
            size=plan.size,
            confidence=floor.confidence if floor else DEFAULT_CONFIDENCE,
            floor=Decimal(floor.floor) if floor else None,
            test=LegalTest.POINT if by_point else LegalTest.INTERVAL,
        )

    def perform(self, form: Any) -> str:
        return sample_url(self, sample_draw(actor=self.actor, plan=form.plan()))


class SampleDetail(EngagementTemplateView):
    """The certificate of a draw, the audits it opened, and whether it still can be drawn again."""

    action = "sample.view"
    template_name = "qa/sample.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sample: Sample = self.get_object_or_deny(
            SamplePolicy, kwargs["sample_id"], related=("coder", "drawn_by", "locked_by")
        )
        audits = list(audits_of(self.actor, sample))
        return super().get_context_data(
            **kwargs,
            sample=sample,
            check=sample_check(sample),
            mix=sample_mix(sample),
            rows=[
                (audit, coder_label(self.actor, audit), auditor_label(self.actor, audit))
                for audit in audits
            ],
            coder=self.coder_of(sample),
            drawn_by=self.drawer_of(sample),
            specialty=humanize(sample.specialty),
            done=sum(audit.state == "completed" for audit in audits),
            may_sign_off=sample.locked_at is None
            and SamplePolicy.allows(self.actor, "audit.perform", sample),
        )

    def drawer_of(self, sample: Sample) -> str:
        if sample.drawn_by is None:
            return "the monthly plan"
        if self.actor.side == Side.VENDOR and sample.drawn_for != Side.VENDOR:
            return "the practice's side"
        return sample.drawn_by.name

    def coder_of(self, sample: Sample) -> str:
        if sample.coder is None:
            return "All coders"
        if self.actor.side == Side.AUDITOR and sample.locked_at is None:
            return "Blinded"
        return sample.coder.name


class SampleFrame(EngagementView):
    """The frozen frame, for anyone who wants to draw again: no names, only numbers."""

    action = "sample.view"

    def get(self, request: HttpRequest, sample_id: int) -> HttpResponse:
        sample: Sample = self.get_object_or_deny(SamplePolicy, sample_id)
        body = "".join(csv_rows([FRAME_HEADINGS, *frame_rows(sample)]))
        name = f"{self.engagement.slug}-sample-{sample.pk}-frame.csv"
        return HttpResponse(
            body,
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )


class SampleSignOff(EngagementView):
    """Locks a finished sample; from then on the vendor sees its results."""

    action = "audit.perform"

    def post(self, request: HttpRequest, sample_id: int) -> HttpResponse:
        sample: Sample = self.get_object_or_deny(SamplePolicy, sample_id)
        sample_lock(actor=self.actor, sample=sample)
        messages.success(request, "Signed off. Its results now count and are open to the vendor.")
        return HttpResponseRedirect(sample_url(self, sample))
