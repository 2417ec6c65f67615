"""The exit: checklist, data return, certificate, end of access."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from engagements.enums import Phase
from engagements.forms import SignForm
from engagements.forms.leaving import AccessEndForm, CertificateForm
from engagements.kernel.errors import DomainError
from engagements.kernel.views import EngagementTemplateView, EngagementView, request_origin
from engagements.models import DataReturn, ExitCertificate
from engagements.policies.alerts import DataReturnPolicy, ExitCertificatePolicy
from engagements.selectors import engagement_today
from engagements.selectors.leaving import (
    access_endings,
    certificate_in_force,
    data_returns,
    exit_steps,
    retention_suggested,
    vendor_roles_now,
)
from engagements.services import access_log_record
from engagements.services.leaving.access import vendor_access_end
from engagements.services.leaving.certificates import (
    STEPS,
    certificate_draft,
    certificate_sign,
    certificate_withdraw,
    exit_step_mark,
)
from engagements.services.leaving.returning import data_return_request
from engagements.tables.alerts import people_words
from engagements.views.forms import EngagementFormPage


class ExitPage(EngagementTemplateView):
    """Where the exit stands, and what is to be done next."""

    action = "exit.view"
    template_name = "engagements/leaving/exit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        certificate = certificate_in_force(self.actor)
        steps = exit_steps(self.actor, STEPS)
        return super().get_context_data(
            is_exit=self.engagement.phase == Phase.EXIT,
            steps=steps,
            done=sum(step.done for step in steps),
            packages=data_returns(self.actor),
            certificate=certificate,
            may_sign=self._may_sign(certificate),
            endings=[
                (ending, people_words(ending.roles, None))
                for ending in access_endings(self.engagement)
            ],
            roles_now=vendor_roles_now(self.engagement),
            **kwargs,
        )

    def _may_sign(self, certificate: ExitCertificate | None) -> bool:
        if certificate is None or not self.actor.can("exit.sign"):
            return False
        return getattr(certificate, f"{self.actor.side}_signed_at", "no side") is None


class DataReturnBuild(EngagementView):
    """Starts the package and shows its progress."""

    action = "exit.manage"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        job = data_return_request(actor=self.actor)
        return redirect("engagements:job", self.engagement.slug, job.pk)


class DataReturnDownload(EngagementView):
    """The package, for those of the practice who may; each download is logged."""

    action = "exit.download"

    def get(self, request: HttpRequest, data_return_id: int) -> HttpResponseBase:
        package: DataReturn = self.get_object_or_deny(
            DataReturnPolicy, data_return_id, related=("document",)
        )
        access_log_record(
            actor=self.actor,
            action=self.action,
            model="engagements.DataReturn",
            object_id=package.pk,
            object_count=package.rows,
            origin=request_origin(request),
        )
        try:
            content = package.document.file.open("rb")
        except FileNotFoundError:
            raise DomainError(
                "The package is not in the store.", remedy="Build it again."
            ) from None
        name = f"{self.engagement.slug}-data-return-{package.pk}.zip"
        return FileResponse(
            content, as_attachment=True, filename=name, content_type="application/zip"
        )


class ExitStepMark(EngagementView):
    action = "exit.manage"

    def post(self, request: HttpRequest) -> HttpResponseBase:
        given = request.POST
        exit_step_mark(actor=self.actor, step=given.get("step", ""), note=given.get("note", ""))
        messages.success(request, "Marked.")
        return redirect("engagements:exit", self.engagement.slug)


class ExitFormPage(EngagementFormPage, abstract=True):
    """Goes back to the exit page."""

    def done(self) -> str:
        return reverse("engagements:exit", kwargs={"engagement": self.engagement.slug})


class CertificateDraft(ExitFormPage):
    action = "exit.manage"
    template_name = "engagements/leaving/certificate_form.html"
    form_class = CertificateForm
    success_message = "The certificate is drafted. Both sides sign it next."

    def get_form_kwargs(self) -> dict[str, Any]:
        return {"packages": data_returns(self.actor)}

    def get_initial(self) -> dict[str, Any]:
        return {"retained": retention_suggested(engagement_today(self.engagement))}

    def perform(self, form: CertificateForm) -> str:
        certificate_draft(actor=self.actor, **form.cleaned_data)
        return self.done()


class CertificateSign(ExitFormPage):
    action = "exit.sign"
    template_name = "engagements/leaving/certificate_sign.html"
    form_class = SignForm
    success_message = "Signed."

    certificate: ExitCertificate

    def load(self) -> None:
        self.certificate = self.get_object_or_deny(
            ExitCertificatePolicy, self.kwargs["certificate_id"], related=("data_return",)
        )

    def get_initial(self) -> dict[str, Any]:
        return {"name": self.actor.user.name}

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        return super().page_context(certificate=self.certificate, **kwargs)

    def perform(self, form: SignForm) -> str:
        data = form.cleaned_data
        certificate_sign(
            actor=self.actor, certificate=self.certificate, name=data["name"], title=data["title"]
        )
        return self.done()


class CertificateWithdraw(EngagementView):
    action = "exit.manage"

    def post(self, request: HttpRequest, certificate_id: int) -> HttpResponseBase:
        certificate = self.get_object_or_deny(ExitCertificatePolicy, certificate_id)
        certificate_withdraw(actor=self.actor, certificate=certificate)
        messages.warning(request, "The certificate is withdrawn. It stays on record.")
        return redirect("engagements:exit", self.engagement.slug)


class AccessEnd(ExitFormPage):
    """Asks for the engagement's name before it ends the access of the whole other side."""

    action = "exit.manage"
    template_name = "engagements/leaving/access_end.html"
    form_class = AccessEndForm
    success_message = ""

    def page_context(self, **kwargs: Any) -> dict[str, Any]:
        certificate = certificate_in_force(self.actor)
        return super().page_context(
            roles_now=vendor_roles_now(self.engagement),
            unsigned=certificate is None or certificate.vendor_signed_at is None,
            **kwargs,
        )

    def perform(self, form: AccessEndForm) -> str:
        ended = vendor_access_end(actor=self.actor, **form.cleaned_data)
        messages.warning(self.request, f"The access of {len(ended)} accounts has ended.")
        return self.done()
