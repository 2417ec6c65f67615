"""The terms: readable as a contract, with their history; proposed and accepted."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from engagements.enums import AccuracyMethod, TermsState
from engagements.forms import ReasonForm, TermsForm, floor_formset, turnaround_formset
from engagements.forms.pricing import PricingForms
from engagements.forms.provisions import ProvisionsForm, percent_value
from engagements.kernel.errors import DomainError
from engagements.kernel.views import EngagementTemplateView, EngagementView
from engagements.models import Terms
from engagements.policies import TermsPolicy
from engagements.selectors import calendars_of, engagement_today, terms_of
from engagements.selectors.completeness import completeness_of
from engagements.selectors.oversight import choice_rows
from engagements.selectors.provisions import contract_dates, provision_sections
from engagements.selectors.terms_changes import terms_changes, version_before
from engagements.services import terms_accept, terms_propose, terms_withdraw
from engagements.views.forms import EngagementFormPage

BASE_FIELDS = (
    "accuracy_method",
    "verdict_test",
    "sample_size_per_coder",
    "query_window_hours",
    "query_window_basis",
    "calendar",
)
NEW_FLOORS = [{"specialty": "", "method": AccuracyMethod.ENCOUNTER, "floor": 95}]
NEW_TURNAROUND = [
    {"encounter_class": "", "urgency": "routine", "complexity": "", "hours": 48},
    {"encounter_class": "inpatient", "urgency": "routine", "complexity": "", "hours": 72},
    {"encounter_class": "", "urgency": "urgent", "complexity": "", "hours": 8},
]


def terms_url(view: EngagementView, terms: Terms | None = None) -> str:
    kwargs: dict[str, Any] = {"engagement": view.engagement.slug}
    if terms is None:
        return reverse("engagements:terms", kwargs=kwargs)
    return reverse("engagements:terms-detail", kwargs=kwargs | {"terms_id": terms.pk})


class TermsPage(EngagementTemplateView):
    """The version in force (or the newest), and all versions."""

    action = "terms.view"
    template_name = "engagements/terms.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        versions = list(terms_of(self.engagement))
        today = engagement_today(self.engagement)
        wanted = self.kwargs.get("terms_id")
        shown = next((t for t in versions if t.pk == wanted), None) if wanted else None
        if wanted and shown is None:
            self.get_object_or_deny(TermsPolicy, wanted)
        current = next((t for t in versions if is_in_force(t, today)), None)
        shown = shown or current or (versions[0] if versions else None)
        proposed = shown is not None and shown.state == TermsState.PROPOSED
        other_side = proposed and shown is not None and shown.proposed_side != self.actor.side
        answers = choice_rows(shown) if shown is not None else []
        before = version_before(shown, versions) if shown is not None else None
        return super().get_context_data(
            versions=versions,
            terms=shown,
            current=current,
            sections=provision_sections(shown) if shown is not None else [],
            completeness=completeness_of(self.engagement, shown),
            choices=answers,
            before=before,
            changes=terms_changes(before, shown) if before and shown else [],
            dates=contract_dates(current, today) if current is not None else [],
            may_sign_off=proposed and self.actor.can("signoff.give"),
            may_accept=other_side
            and self.actor.can("terms.accept")
            and all(row.sign_off for row in answers),
            may_withdraw=proposed and self.actor.can("terms.propose"),
            reason_form=ReasonForm(),
            **kwargs,
        )


def is_in_force(terms: Terms, day: Any) -> bool:
    return (
        terms.state == TermsState.ACCEPTED
        and terms.effective_from <= day
        and (terms.effective_to is None or terms.effective_to >= day)
    )


class TermsPropose(EngagementFormPage):
    """A proposal, begun from the newest version."""

    action = "terms.propose"
    template_name = "engagements/terms_form.html"
    form_class = TermsForm
    success_message = "Proposed. The other side accepts it next."

    def base(self) -> Terms | None:
        return terms_of(self.engagement).first()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"calendars": calendars_of(self.engagement)}

    def get_initial(self) -> dict[str, Any]:
        base = self.base()
        if base is None:
            default = calendars_of(self.engagement).filter(is_default=True).first()
            return {"calendar": default}
        names = BASE_FIELDS
        shares = ("confidence", "turnaround_attainment_floor")
        return {name: getattr(base, name) for name in names} | {
            name: percent_value(getattr(base, name)) for name in shares
        }

    def provisions_form(self) -> ProvisionsForm:
        data = self.request.POST if self.request.method == "POST" else None
        return ProvisionsForm(data, base=self.base())

    def pricing_forms(self) -> PricingForms:
        data = self.request.POST if self.request.method == "POST" else None
        return PricingForms(data, base=self.base())

    def formsets(self) -> tuple[Any, Any]:
        if self.request.method == "POST":
            return floor_formset(data=self.request.POST), turnaround_formset(data=self.request.POST)
        base = self.base()
        if base is None:
            return floor_formset(initial=NEW_FLOORS), turnaround_formset(initial=NEW_TURNAROUND)
        floors = [
            {
                "specialty": row.specialty,
                "method": row.method,
                "floor": percent_value(row.floor),
                "target": percent_value(row.target),
            }
            for row in base.accuracy_floors.all()
        ]
        names = ("encounter_class", "urgency", "complexity", "hours", "basis")
        rows = [{n: getattr(r, n) for n in names} for r in base.turnaround_classes.all()]
        return floor_formset(initial=floors), turnaround_formset(initial=rows)

    def show(self, form: Any, status: int = 200, **kwargs: Any) -> HttpResponse:
        if "floors" not in kwargs:
            kwargs["floors"], kwargs["turnaround"] = self.formsets()
        kwargs.setdefault("provisions", self.provisions_form())
        kwargs.setdefault("pricing", self.pricing_forms())
        return super().show(form, status, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        form: Any = self.get_form()
        floors, turnaround = self.formsets()
        provisions, pricing = self.provisions_form(), self.pricing_forms()
        parts = (form, floors, turnaround, provisions, pricing)
        if all(part.is_valid() for part in parts):
            draft = form.draft(floors, turnaround, provisions.provisions(), pricing.rows())
            try:
                terms = terms_propose(actor=self.actor, draft=draft)
            except DomainError as error:
                add_error(error, form, provisions)
            else:
                messages.success(request, self.success_message)
                return HttpResponseRedirect(terms_url(self, terms))
        tables = {"floors": floors, "turnaround": turnaround}
        return self.show(form, 400, provisions=provisions, pricing=pricing, **tables)


def add_error(error: DomainError, *forms: Any) -> None:
    """Beside the field it is about, in whichever form that is; else above them all."""
    for form in forms:
        if error.field in form.fields:
            form.add_error(error.field, str(error))
            return
    forms[0].add_error(None, str(error))


class TermsAccept(EngagementView):
    action = "terms.accept"

    def post(self, request: HttpRequest, terms_id: int, **kwargs: Any) -> HttpResponse:
        terms = self.get_object_or_deny(TermsPolicy, terms_id, related=("engagement",))
        terms_accept(actor=self.actor, terms=terms)
        messages.success(request, f"Version {terms.version} is accepted by both sides.")
        return HttpResponseRedirect(terms_url(self, terms))


class TermsWithdraw(EngagementView):
    action = "terms.propose"

    def post(self, request: HttpRequest, terms_id: int, **kwargs: Any) -> HttpResponse:
        terms = self.get_object_or_deny(TermsPolicy, terms_id)
        form = ReasonForm(request.POST)
        reason = form.cleaned_data["reason"] if form.is_valid() else ""
        terms_withdraw(actor=self.actor, terms=terms, reason=reason)
        messages.success(request, f"Version {terms.version} is withdrawn.")
        return HttpResponseRedirect(terms_url(self, terms))
