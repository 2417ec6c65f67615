"""Credentials: the matrix, the list, verification; the catalogue and what charts need."""

from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect
from django.urls import reverse

from engagements.filters.workforce import CredentialFilters
from engagements.forms.workforce import (
    CredentialForm,
    EndForm,
    KindForm,
    RevokeForm,
    SpecialtyRuleForm,
    UnitsForm,
    VerifyForm,
)
from engagements.kernel.lists import EngagementListView
from engagements.kernel.views import EngagementView
from engagements.models import Credential
from engagements.policies.workforce import (
    CredentialKindPolicy,
    CredentialPolicy,
    SpecialtyRulePolicy,
)
from engagements.selectors import engagement_today
from engagements.selectors.workforce.credentials import (
    credential_matrix,
    credentials_visible,
    kinds_of,
    specialty_rules,
)
from engagements.services.workforce.catalogue import catalogue_fill, credentialkind_save
from engagements.services.workforce.credentials import (
    credential_revoke,
    credential_save,
    credential_units,
    credential_verify,
    evidence_store,
    specialtyrule_add,
    specialtyrule_end,
)
from engagements.tables.workforce import CredentialTable
from engagements.views.workforce.base import RecordPage, WorkforcePage, row_word, workforce_tabs

KIND_FIELDS = (
    *("body", "code", "title", "level", "ceu_cycle_years", "ceu_base", "ceu_extra"),
    *("ceu_counted", "ceu_specific", "is_active", "note"),
)


class Credentials(WorkforcePage):
    """Coder by credential, as of today."""

    action = "workforce.view"
    tab = "credentials"
    template_name = "engagements/workforce/credentials.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(matrix=credential_matrix(self.actor), **kwargs)


class CredentialList(EngagementListView):
    """Every period of every credential, with its evidence and verification."""

    action = "workforce.view"
    table_class = CredentialTable
    filterset_class = CredentialFilters
    list_key = "credentials"
    title = "Credential records"
    noun = "credential"
    hidden_at_first = (
        *("number", "issued_on", "evidence", "verified_by", "verification_note"),
        *("ceu_earned", "ceu_required"),
    )
    empty_text = "No credentials yet"
    empty_hint = "The coders' own side enters them; the practice verifies them."
    empty_icon = "certificate"

    def get_queryset(self) -> "QuerySet[Credential]":
        return credentials_visible(self.actor).order_by("user__name", "kind__code", "-issued_on")

    def get_tabs(self) -> list[dict[str, Any]]:
        return workforce_tabs(self.actor, "credentials")

    def get_table(self, rows: Any) -> Any:
        table = super().get_table(rows)
        table.day = engagement_today(self.engagement)
        return table


class CredentialRecord(RecordPage, abstract=True):
    policy = CredentialPolicy
    keyword = "credential_id"
    related = ("user", "kind", "evidence")
    back = "engagements:credential-list"


class CredentialEdit(CredentialRecord):
    action = "workforce.manage"
    form_class = CredentialForm
    title = "Enter a credential"
    intro = "A renewal is entered as a new one; the earlier period stays. The practice verifies it."
    shown = ("user", "kind", "number", "issued_on", "expires_on", "ceu_earned", "ceu_required")
    success_message = "Saved. The practice verifies it next."

    def write(self, data: dict[str, Any]) -> object:
        title = f"{data['kind'].code} of {data['user']}"
        evidence = evidence_store(actor=self.actor, upload=data.pop("evidence"), title=title)
        return credential_save(actor=self.actor, credential=self.record, evidence=evidence, **data)


class CredentialUnits(CredentialRecord):
    """Continuing education goes on after the verification, and needs none."""

    action = "workforce.manage"
    form_class = UnitsForm
    title = "Continuing education"
    intro = "The units earned in the current cycle, as the body counts them."
    shown = ("ceu_earned",)
    success_message = "Saved."

    def write(self, data: dict[str, Any]) -> object:
        return credential_units(actor=self.actor, credential=self.record, earned=data["ceu_earned"])


class CredentialVerify(CredentialRecord):
    action = "credential.verify"
    form_class = VerifyForm
    title = "Verify a credential"
    intro = "You say that the evidence was checked with the body. It counts from today on."
    submit = "Verify"
    success_message = "Verified."

    def write(self, data: dict[str, Any]) -> object:
        return credential_verify(actor=self.actor, credential=self.record, **data)


class CredentialRevoke(CredentialRecord):
    action = "credential.verify"
    form_class = RevokeForm
    title = "Revoke a credential"
    intro = "It does not count from the day on. What was coded before stays as it was."
    submit = "Revoke"
    success_message = "Revoked."

    def write(self, data: dict[str, Any]) -> object:
        return credential_revoke(actor=self.actor, credential=self.record, **data)


class SpecialtyRules(WorkforcePage):
    """What charts need, and the catalogue it is told in."""

    action = "workforce.view"
    tab = "rules"
    template_name = "engagements/workforce/rules.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day = engagement_today(self.engagement)
        rules = [(rule, row_word(rule, day)) for rule in specialty_rules(self.actor)]
        return super().get_context_data(rules=rules, kinds=list(kinds_of(self.actor)), **kwargs)


class SpecialtyRuleAdd(RecordPage):
    action = "workforcerule.manage"
    form_class = SpecialtyRuleForm
    back = "engagements:specialty-rules"
    title = "Add a rule"
    intro = "From its day on, charts it is about go only to coders with one of the credentials."
    success_message = "The rule is added."

    def get_initial(self) -> dict[str, Any]:
        return {"effective_from": engagement_today(self.engagement), "scope": "specialty"}

    def write(self, data: dict[str, Any]) -> object:
        return specialtyrule_add(actor=self.actor, **data)


class SpecialtyRuleEnd(RecordPage):
    action = "workforcerule.manage"
    form_class = EndForm
    policy = SpecialtyRulePolicy
    keyword = "specialtyrule_id"
    back = "engagements:specialty-rules"
    title = "End a rule"
    submit = "End it"
    success_message = "The rule ends."

    def write(self, data: dict[str, Any]) -> object:
        return specialtyrule_end(actor=self.actor, rule=self.record, on=data["on"])


class KindEdit(RecordPage):
    action = "workforcerule.manage"
    form_class = KindForm
    policy = CredentialKindPolicy
    keyword = "kind_id"
    back = "engagements:specialty-rules"
    title = "An entry of the catalogue"
    intro = "Bodies retire and rename credentials. The code of an entry in use stays."
    shown = KIND_FIELDS

    def write(self, data: dict[str, Any]) -> object:
        return credentialkind_save(actor=self.actor, kind=self.record, **data)


class CatalogueFill(EngagementView):
    """Adds the standard entries that are missing."""

    action = "workforcerule.manage"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        added = catalogue_fill(actor=self.actor)
        messages.success(request, f"{added} entries were added to the catalogue.")
        url = reverse("engagements:specialty-rules", kwargs={"engagement": self.engagement.slug})
        return HttpResponseRedirect(url)
