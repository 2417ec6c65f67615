"""Pages of what the clocks go by: required documents, cutoffs, complex charts, payers."""

from abc import abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.humanize.templatetags.humanize import ordinal
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from engagements.enums import CutoffKind
from engagements.forms.clocks import (
    ComplexityForm,
    CutoffForm,
    EndForm,
    PayerForm,
    RequirementForm,
)
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Policy
from engagements.kernel.presentation import humanize
from engagements.kernel.views import EngagementView
from engagements.models import ComplexityRule, CutoffRule, Payer, RecordRequirement
from engagements.policies.clocks import (
    ComplexityRulePolicy,
    CutoffRulePolicy,
    PayerPolicy,
    RecordRequirementPolicy,
)
from engagements.selectors.clock_rules import (
    complexity_rules_of,
    cutoff_rules_of,
    payers_of,
    requirements_of,
)
from engagements.services.clocks import (
    clockrule_end,
    complexity_add,
    cutoff_add,
    payer_save,
    requirement_add,
)
from engagements.views.forms import EngagementFormPage

TABS = (
    ("clock-documents", "Required documents"),
    ("clock-cutoffs", "Month-end cutoffs"),
    ("clock-complexity", "Complex charts"),
    ("clock-payers", "Payers"),
)


class ClockPage(EngagementFormPage, abstract=True):
    """The rules of one kind, and the form that adds another."""

    action = "clockrule.view"
    write_action = "clockrule.manage"
    template_name = "engagements/clocks/rules.html"
    page: ClassVar[str]
    title: ClassVar[str]
    text: ClassVar[str]
    empty: ClassVar[str]
    heads: ClassVar[tuple[str, ...]]
    end_url: ClassVar[str] = ""
    success_message = "Saved. Charts follow within a minute or so."

    @abstractmethod
    def rows(self) -> Iterable[dict[str, Any]]:
        """The rules there are, each as the template shows it."""

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(
            tabs=[
                {"label": label, "url": self.to(name), "active": name == self.page}
                for name, label in TABS
            ],
            rows=list(self.rows()),
            end_form=EndForm(auto_id=False),
            can_manage=self.actor.can("clockrule.manage"),
            **kwargs,
        )

    def to(self, name: str) -> str:
        return reverse(f"engagements:{name}", kwargs={"engagement": self.engagement.slug})


def cutoff_words(row: CutoffRule) -> str:
    """3rd business day of the next month."""
    words: str = row.get_kind_display()
    if row.kind != CutoffKind.BUSINESS_DAY:
        return words
    return f"{ordinal(row.business_day)} {words[:1].lower()}{words[1:]}"


class Requirements(ClockPage):
    page, title = "clock-documents", "Required documents"
    text = (
        "A record is complete, and the vendor's clock starts, when every document required for"
        " its class is there as required. A class without a rule is complete when the practice"
        " says so."
    )
    empty = "No documents are required: the practice states when a record is complete."
    heads = ("Class", "Document", "Must be", "Dates of service")
    form_class = RequirementForm
    end_url = "clock-document-end"

    def rows(self) -> Iterable[dict[str, Any]]:
        for row in requirements_of(self.engagement):
            needs = [
                word
                for word, is_needed in (("signed", row.needs_signature), ("dated", row.needs_date))
                if is_needed
            ]
            yield {
                "row": row,
                "cells": (
                    row.get_encounter_class_display(),
                    row.get_document_type_display(),
                    " and ".join(needs) or "there",
                ),
            }

    def perform(self, form: RequirementForm) -> str:
        requirement_add(actor=self.actor, **form.cleaned_data)
        return self.to(self.page)


class Cutoffs(ClockPage):
    page, title = "clock-cutoffs", "Month-end cutoffs"
    text = (
        "Until when the charts of a month must be coded. Business days are those of the practice's"
        " calendar; times are of the engagement's zone."
    )
    empty = "No cutoff is agreed: no chart is marked as missing one."
    heads = ("Location", "Cutoff", "Until", "Dates of service")
    form_class = CutoffForm
    end_url = "clock-cutoff-end"

    def rows(self) -> Iterable[dict[str, Any]]:
        for row in cutoff_rules_of(self.engagement):
            yield {
                "row": row,
                "cells": (
                    row.location or "All others",
                    cutoff_words(row),
                    f"{row.wall_time:%H:%M}",
                ),
            }

    def perform(self, form: CutoffForm) -> str:
        cutoff_add(actor=self.actor, **form.cleaned_data)
        return self.to(self.page)


class Complexities(ClockPage):
    page, title = "clock-complexity", "Complex charts"
    text = (
        "Charts that meet a rule arrive as complex, with the turnaround the terms give complex"
        " charts. On a chart's page a person may decide otherwise, with a reason."
    )
    empty = "No rule: charts arrive as standard."
    heads = ("Specialty", "Class", "Payer", "Dates of service")
    form_class = ComplexityForm
    end_url = "clock-complexity-end"

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"payers": payers_of(self.engagement)}

    def rows(self) -> Iterable[dict[str, Any]]:
        for row in complexity_rules_of(self.engagement):
            yield {
                "row": row,
                "cells": (
                    humanize(row.specialty) or "Any",
                    row.get_encounter_class_display() or "Any",
                    str(row.payer or "Any"),
                ),
            }

    def perform(self, form: ComplexityForm) -> str:
        complexity_add(actor=self.actor, **form.cleaned_data)
        return self.to(self.page)


class Payers(ClockPage):
    page, title = "clock-payers", "Payers"
    text = (
        "How long a payer's claims may take from the date of service. Imports add payers they do"
        " not know; an alias keeps two spellings one payer."
    )
    empty = "No payers yet: imports add them, or add one here."
    heads = ("Payer", "Aliases", "Timely filing", "Warn before")
    form_class = PayerForm
    success_message = "The payer is saved."

    def rows(self) -> Iterable[dict[str, Any]]:
        for row in payers_of(self.engagement):
            days = row.timely_filing_days
            yield {
                "row": row,
                "url": reverse(
                    "engagements:clock-payer",
                    kwargs={"engagement": self.engagement.slug, "payer_id": row.pk},
                ),
                "cells": (
                    row.name,
                    ", ".join(row.aliases),
                    f"{days} days" if days else "not known",
                    f"{row.filing_alert_days} days",
                ),
            }

    def perform(self, form: PayerForm) -> str:
        payer_save(actor=self.actor, payer=None, **form.cleaned_data)
        return self.to(self.page)


class PayerEdit(EngagementFormPage):
    action = "clockrule.manage"
    template_name = "engagements/clocks/payer.html"
    form_class = PayerForm
    success_message = "The payer is saved."
    payer: Payer

    def get_initial(self) -> dict[str, Any]:
        names = ("name", "timely_filing_days", "filing_alert_days")
        return {name: getattr(self.payer, name) for name in names} | {
            "aliases": "\n".join(self.payer.aliases)
        }

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(payer=self.payer, **kwargs)

    def load(self) -> None:
        self.payer = self.get_object_or_deny(PayerPolicy, self.kwargs["payer_id"])

    def perform(self, form: PayerForm) -> str:
        payer_save(actor=self.actor, payer=self.payer, **form.cleaned_data)
        return reverse("engagements:clock-payers", kwargs={"engagement": self.engagement.slug})


class RuleEnd(EngagementView, abstract=True):
    """A rule holds until a day of service and no longer."""

    action = "clockrule.manage"
    policy: ClassVar[type[Policy]]
    keyword: ClassVar[str]
    back: ClassVar[str]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        rule: RecordRequirement | CutoffRule | ComplexityRule = self.get_object_or_deny(
            self.policy, kwargs[self.keyword]
        )
        form = EndForm(request.POST)
        if not form.is_valid():
            raise DomainError("Say on which day the rule ends.", field="on")
        clockrule_end(actor=self.actor, rule=rule, on=form.cleaned_data["on"])
        messages.success(request, "The rule ends on that day.")
        back = reverse(f"engagements:{self.back}", kwargs={"engagement": self.engagement.slug})
        return HttpResponseRedirect(back)


class RequirementEnd(RuleEnd):
    policy, keyword, back = RecordRequirementPolicy, "record_requirement_id", "clock-documents"


class CutoffEnd(RuleEnd):
    policy, keyword, back = CutoffRulePolicy, "cutoff_rule_id", "clock-cutoffs"


class ComplexityEnd(RuleEnd):
    policy, keyword, back = ComplexityRulePolicy, "complexity_rule_id", "clock-complexity"
