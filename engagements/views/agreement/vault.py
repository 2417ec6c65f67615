"""The document vault and the register of subcontractors."""

from typing import Any

from django.http import Http404

from engagements.enums import DocumentKind
from engagements.forms.agreement import (
    KINDS,
    DocumentForm,
    RequirementForm,
    SubcontractorForm,
    default_side,
)
from engagements.kernel.views import EngagementTemplateView
from engagements.models import Subcontractor, User
from engagements.policies.agreement import SubcontractorPolicy
from engagements.selectors import engagement_today, people_of_side
from engagements.selectors.vault import VaultEntry, subcontractors_of, vault_of
from engagements.services.documents import document_store
from engagements.services.vault import requirement_set, subcontractor_save, vault_document_add
from engagements.views.agreement.tabs import agreement_tabs, page_url
from engagements.views.forms import EngagementFormPage


class Vault(EngagementTemplateView):
    """What has to be on file, what is, and what is missing or ends soon."""

    action = "document.view"
    template_name = "engagements/agreement/vault.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = engagement_today(self.engagement)
        rows = [self.row(entry, today) for entry in vault_of(self.engagement)]
        words = [row["word"] for row in rows]
        return super().get_context_data(
            tabs=agreement_tabs(self, "vault"),
            rows=rows,
            subcontractors=subcontractors_of(self.engagement),
            missing=words.count("missing"),
            expired=words.count("expired"),
            soon=words.count("ends_soon"),
            **kwargs,
        )

    @staticmethod
    def row(entry: VaultEntry, today: Any) -> dict[str, Any]:
        end = entry.ends_on
        return {
            "entry": entry,
            "word": entry.word(today),
            "days": (end - today).days if end else None,
        }


class DocumentAdd(EngagementFormPage):
    """Puts a document on file; an older one of its kind stays as a version."""

    action = "document.manage"
    template_name = "engagements/agreement/document_form.html"
    form_class = DocumentForm
    success_message = "On file."

    def get_initial(self) -> dict[str, Any]:
        return {"kind": self.request.GET.get("kind", "")}

    def perform(self, form: DocumentForm) -> str:
        values = dict(form.cleaned_data)
        vault_document_add(actor=self.actor, upload=values.pop("document"), **values)
        return page_url(self, "vault")


class RequirementEdit(EngagementFormPage):
    """Whether a kind of document is required here, from whom, and who owns it."""

    action = "document.require"
    template_name = "engagements/agreement/requirement_form.html"
    form_class = RequirementForm

    @property
    def kind(self) -> str:
        kind: str = self.kwargs["document_kind"]
        if kind not in dict(KINDS):
            raise Http404("No such kind of document.")
        return kind

    def entry(self) -> VaultEntry | None:
        return next((e for e in vault_of(self.engagement) if e.kind.value == self.kind), None)

    def get_initial(self) -> dict[str, Any]:
        entry = self.entry()
        if entry is None:
            return {"side": default_side(self.kind), "is_required": True}
        return {
            "side": entry.side,
            "is_required": entry.is_required,
            "owner": entry.owner,
            "note": entry.note,
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        practice = people_of_side(self.engagement, "practice")
        people: Any = practice | people_of_side(self.engagement, "vendor")
        return {"people": people.order_by("name")}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(kind=DocumentKind(self.kind), **kwargs)

    def perform(self, form: RequirementForm) -> str:
        owner: User | None = form.cleaned_data.pop("owner")
        requirement_set(actor=self.actor, kind=self.kind, owner=owner, **form.cleaned_data)
        return page_url(self, "vault")


class SubcontractorEdit(EngagementFormPage):
    """Adds one to the register, or corrects it."""

    action = "subcontractor.manage"
    template_name = "engagements/agreement/subcontractor_form.html"
    form_class = SubcontractorForm

    @property
    def row(self) -> Subcontractor | None:
        if "subcontractor_id" not in self.kwargs:
            return None
        found: Subcontractor = self.get_object_or_deny(
            SubcontractorPolicy, self.kwargs["subcontractor_id"]
        )
        return found

    def get_initial(self) -> dict[str, Any]:
        row = self.row
        names = [name for name in SubcontractorForm.base_fields if name != "document"]
        return {name: getattr(row, name) for name in names} if row else {}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(subcontractor=self.row, **kwargs)

    def perform(self, form: SubcontractorForm) -> str:
        values = dict(form.cleaned_data)
        upload = values.pop("document")
        document = None
        if upload is not None:
            document = document_store(
                actor=self.actor,
                upload=upload,
                kind=DocumentKind.EVIDENCE,
                title=f"Agreement with {values['name']}",
                action=self.action,
            )
        subcontractor_save(actor=self.actor, subcontractor=self.row, document=document, **values)
        return page_url(self, "vault")
