"""Quality from three sides, and the figures that the vendor reports of its own work."""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from engagements.kernel.views import EngagementTemplateView
from engagements.selectors import engagement_today
from engagements.views.forms import EngagementFormPage
from qa.selectors.samples import specialties_seen
from reporting.forms.reported import MonthsForm, VendorFigureForm
from reporting.selectors.threeway import ThreeWay
from reporting.services.reported import vendorfigure_record
from reporting.spans import last_months


class ThreeWayView(EngagementTemplateView):
    """A page, and the part of the health page that is fetched by itself."""

    action = "accuracy.view"

    def get_template_names(self) -> list[str]:
        fetched = getattr(self.request, "htmx", False)
        return [f"reporting/threeway/{'_panel' if fetched else 'page'}.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = MonthsForm(self.request.GET)
        page = reverse("reporting:threeway", args=[self.engagement.slug])
        offered = form.fields["months"].choices  # type: ignore[attr-defined]  # -- a choice field
        return super().get_context_data(
            panel=ThreeWay(
                actor=self.actor,
                period=last_months(form.chosen, zone=self.engagement.time_zone, now=timezone.now()),
            ),
            spans=[
                {
                    "label": label,
                    "url": f"{page}?months={value}",
                    "active": int(value) == form.chosen,
                }
                for value, label in offered
            ],
            **kwargs,
        )


class VendorFigureNew(EngagementFormPage):
    """A figure that the vendor gives for a month; given again, it takes the older one's place."""

    action = "vendorfigure.record"
    template_name = "reporting/threeway/figure_form.html"
    form_class = VendorFigureForm
    success_message = "Recorded. It stands beside what is measured here."

    def get_form_kwargs(self) -> dict[str, Any]:
        return {
            "today": engagement_today(self.engagement),
            "specialties": specialties_seen(self.engagement),
        }

    def perform(self, form: VendorFigureForm) -> str:
        vendorfigure_record(actor=self.actor, **form.cleaned_data)
        return reverse("reporting:threeway", args=[self.engagement.slug])
