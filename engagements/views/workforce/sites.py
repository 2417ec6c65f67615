"""Sites, who works there, and residency rules."""

from typing import Any

from engagements.forms.workforce import (
    ApproveForm,
    AssignSiteForm,
    EndForm,
    ResidencyForm,
    ReviewForm,
    SiteForm,
)
from engagements.policies.workforce import ResidencyRulePolicy, SitePolicy
from engagements.selectors import engagement_today
from engagements.selectors.workforce.sites import residency_rules, site_assignments, sites
from engagements.services.workforce.credentials import evidence_store
from engagements.services.workforce.sites import (
    residencyrule_add,
    residencyrule_end,
    residencyrule_review,
    site_approve,
    site_close,
    site_save,
    siteassignment_add,
)
from engagements.views.workforce.base import RecordPage, WorkforcePage


class Sites(WorkforcePage):
    action = "workforce.view"
    tab = "sites"
    template_name = "engagements/workforce/sites.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            sites=sites(self.actor),
            assignments=site_assignments(self.actor),
            residency=residency_rules(self.actor),
            today=engagement_today(self.engagement),
            **kwargs,
        )


class SiteRecord(RecordPage, abstract=True):
    policy = SitePolicy
    keyword = "site_id"
    back = "engagements:sites"


class SiteEdit(SiteRecord):
    action = "workforce.manage"
    form_class = SiteForm
    title = "A site"
    intro = "A facility, or home offices in one country. Abroad it needs evidence of its controls"
    intro += " and a QA lead at home before the practice can approve it."
    shown = ("name", "country", "qa_lead", "qa_lead_country", "note")

    def write(self, data: dict[str, Any]) -> object:
        evidence = evidence_store(
            actor=self.actor, upload=data.pop("evidence"), title=f"Site {data['name']}"
        )
        return site_save(actor=self.actor, site=self.record, evidence=evidence, **data)


class SiteApprove(SiteRecord):
    action = "workforcerule.manage"
    form_class = ApproveForm
    title = "Approve a site"
    intro = "Charts may be coded there between the two days."
    submit = "Approve"
    success_message = "Approved."
    shown = ("approved_from", "approved_to")

    def write(self, data: dict[str, Any]) -> object:
        return site_approve(actor=self.actor, site=self.record, **data)


class SiteClose(SiteRecord):
    action = "workforcerule.manage"
    form_class = EndForm
    title = "End a site's approval"
    submit = "End it"
    success_message = "The approval ends."

    def write(self, data: dict[str, Any]) -> object:
        return site_close(actor=self.actor, site=self.record, on=data["on"])


class SiteAssign(RecordPage):
    action = "workforce.manage"
    form_class = AssignSiteForm
    back = "engagements:sites"
    title = "Assign a coder to a site"
    submit = "Assign"
    success_message = "Assigned."

    def get_initial(self) -> dict[str, Any]:
        return {"effective_from": engagement_today(self.engagement)}

    def write(self, data: dict[str, Any]) -> object:
        return siteassignment_add(actor=self.actor, **data)


class ResidencyAdd(RecordPage):
    action = "workforcerule.manage"
    form_class = ResidencyForm
    back = "engagements:sites"
    title = "Add a residency rule"
    intro = "Forbidden always refuses. Where countries are named as allowed for the same charts,"
    intro += " every other one is refused."
    success_message = "The rule is added."

    def get_initial(self) -> dict[str, Any]:
        return {"effective_from": engagement_today(self.engagement)}

    def write(self, data: dict[str, Any]) -> object:
        return residencyrule_add(actor=self.actor, **data)


class ResidencyRecord(RecordPage, abstract=True):
    action = "workforcerule.manage"
    policy = ResidencyRulePolicy
    keyword = "residency_id"
    back = "engagements:sites"


class ResidencyReview(ResidencyRecord):
    action = "workforcerule.manage"
    form_class = ReviewForm
    title = "Review a residency rule"
    intro = "You looked whether it still holds, and it does. Otherwise end it and add another."
    submit = "It still holds"
    success_message = "Reviewed."

    def write(self, data: dict[str, Any]) -> object:
        return residencyrule_review(actor=self.actor, rule=self.record, **data)


class ResidencyEnd(ResidencyRecord):
    action = "workforcerule.manage"
    form_class = EndForm
    title = "End a residency rule"
    submit = "End it"
    success_message = "The rule ends."

    def write(self, data: dict[str, Any]) -> object:
        return residencyrule_end(actor=self.actor, rule=self.record, on=data["on"])
