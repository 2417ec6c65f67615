"""The BAA: its state, its signatures, its end. And the documents of the contract."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.urls import reverse

from engagements.enums import DocumentKind
from engagements.enums.agreement import BaaTerm
from engagements.forms import BaaForm, SignForm, TerminateForm
from engagements.kernel.errors import DomainError
from engagements.kernel.views import EngagementTemplateView, EngagementView, request_origin
from engagements.models import BusinessAssociateAgreement, Document
from engagements.policies import BAAPolicy, DocumentPolicy
from engagements.selectors import baa_standing, baas_of, closed_gate_reason
from engagements.selectors.completeness import baa_gap, baa_terms_missing
from engagements.services import (
    access_log_record,
    baa_create,
    baa_sign,
    baa_terminate,
    baa_update,
    document_store,
)
from engagements.views.forms import EngagementFormPage


class BaaList(EngagementTemplateView):
    """The agreement now, those before it, and what is to be done."""

    action = "baa.view"
    template_name = "engagements/baa.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [
            (baa, baa_standing(baa, self.engagement), baa_terms_missing(baa))
            for baa in baas_of(self.engagement)
        ]
        return super().get_context_data(
            rows=rows,
            baa_terms=BaaTerm.choices,
            gate=closed_gate_reason(self.engagement),
            signable=self._signable(rows),
            **kwargs,
        )

    def _signable(self, rows: list[tuple[BusinessAssociateAgreement, Any, Any]]) -> set[int]:
        """The complete agreements that wait for this actor's side."""
        if not self.actor.can("baa.sign") or self.actor.side not in {"practice", "vendor"}:
            return set()
        return {
            baa.pk
            for baa, standing, _missing in rows
            if baa_gap(baa) is None
            and getattr(baa, f"{self.actor.side}_signed_at") is None
            and standing.word not in {"terminated", "expired"}
        }


class BaaFormPage(EngagementFormPage, abstract=True):
    baa: BusinessAssociateAgreement | None = None

    def done(self) -> str:
        return reverse("engagements:baa", kwargs={"engagement": self.engagement.slug})

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(baa=self.baa, **kwargs)

    def load(self) -> None:
        if "baa_id" in self.kwargs:
            baa_id = self.kwargs["baa_id"]
            self.baa = self.get_object_or_deny(BAAPolicy, baa_id, related=("document",))


class BaaEdit(BaaFormPage):
    """Drafts an agreement, or corrects one that nobody has signed."""

    action = "baa.manage"
    template_name = "engagements/baa_form.html"
    form_class = BaaForm
    success_message = "The draft is saved. Both sides sign it next."

    def get_initial(self) -> dict[str, Any]:
        if self.baa is None:
            return {}
        names = ("effective_on", "expires_on", "breach_notice_hours", "required_terms")
        return {name: getattr(self.baa, name) for name in names}

    def perform(self, form: BaaForm) -> str:
        values = dict(form.cleaned_data)
        upload = values.pop("document")
        document = None
        if upload is not None:
            document = document_store(
                actor=self.actor, upload=upload, kind=DocumentKind.BAA, action="baa.manage"
            )
        if self.baa is None:
            baa_create(actor=self.actor, document=document, **values)
        else:
            baa_update(actor=self.actor, baa=self.baa, document=document, **values)
        return self.done()


class BaaSign(BaaFormPage):
    action = "baa.sign"
    template_name = "engagements/baa_sign.html"
    form_class = SignForm
    success_message = "Signed."

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.actor.user.name}

    def perform(self, form: SignForm) -> str:
        data = form.cleaned_data
        baa_sign(actor=self.actor, baa=self.baa, name=data["name"], title=data["title"])
        return self.done()


class BaaTerminate(BaaFormPage):
    action = "baa.manage"
    template_name = "engagements/baa_terminate.html"
    form_class = TerminateForm
    success_message = ""

    def perform(self, form: TerminateForm) -> str:
        baa_terminate(actor=self.actor, baa=self.baa, **form.cleaned_data)
        messages.warning(self.request, f"The agreement ends on {form.cleaned_data['on']}.")
        return self.done()


class DocumentDownload(EngagementView):
    """The stored file, as an attachment; the read is logged."""

    action = "document.view"

    def get(self, request: HttpRequest, document_id: int, **kwargs: Any) -> HttpResponseBase:
        document: Document = self.get_object_or_deny(DocumentPolicy, document_id)
        access_log_record(
            actor=self.actor,
            action=self.action,
            model="engagements.Document",
            object_id=document.pk,
            origin=request_origin(request),
        )
        suffix = document.file.name.rpartition(".")[2]
        try:
            content = document.file.open("rb")
        except FileNotFoundError:
            raise DomainError(
                f"The file of {document} is not in the store.",
                remedy="Ask the platform administrator to restore it from the backup.",
            ) from None
        return FileResponse(
            content,
            as_attachment=True,
            filename=f"{document.kind}-{document.pk}.{suffix}",
            content_type=document.content_type,
        )
