"""The certificate of return or destruction: drafted by the practice, signed by both sides."""

import hashlib

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.utils import timezone

from engagements.enums import DocumentKind
from engagements.enums.alerts import CertificateKind
from engagements.kernel.errors import DomainError, StaleState
from engagements.kernel.pdf import pdf_of
from engagements.kernel.policy import Actor
from engagements.kernel.tasks import enqueue_named
from engagements.models import AccessEnding, DataReturn, Document, ExitCertificate, ExitMark
from engagements.policies.alerts import DataReturnPolicy, ExitCertificatePolicy
from engagements.services.leaving.returning import require_exit
from engagements.services.signing import signatory_check, signature_give

STEPS = {
    "work": "Open charts are coded or handed over",
    "package": "The package was read back and its hashes agree",
    "copies": "The vendor and its subcontractors have returned or destroyed their own copies",
    "successor": "The in-house team or the next vendor has taken over",
}


@transaction.atomic
def certificate_draft(
    *, actor: Actor, kind: str, data_return: DataReturn, method: str, retained: str
) -> ExitCertificate:
    """Drafts the certificate; one nobody has signed is withdrawn for it."""
    actor.require("exit.manage")
    require_exit(actor)
    DataReturnPolicy.check(actor, "exit.manage", data_return)
    if not retained.strip():
        raise DomainError(
            "The certificate says what is kept.",
            field="retained",
            remedy="Name it, where it is, until when and why; or say that nothing is.",
        )
    if kind == CertificateKind.DESTRUCTION and not method.strip():
        raise DomainError(
            "A certificate of destruction says how.", field="method", remedy="Name the method."
        )
    _withdraw_unsigned(actor)
    try:
        with transaction.atomic():
            return ExitCertificate.objects.create(
                engagement=actor.engagement,
                kind=CertificateKind(kind),
                data_return=data_return,
                method=method.strip(),
                retained=retained.strip(),
                created_by=actor.user,
            )
    except IntegrityError:
        raise StaleState(
            "Somebody else has just drafted a certificate.", remedy="Reload the page to see it."
        ) from None


def _withdraw_unsigned(actor: Actor) -> None:
    """Makes way for another draft. A signature that is just being given is waited for."""
    standing = ExitCertificate.objects.select_for_update(of=("self",)).filter(
        engagement=actor.engagement, withdrawn_at=None
    )
    for before in standing:
        if before.has_signature:
            raise DomainError(
                "A certificate is signed already.", remedy="Withdraw it before drafting another."
            )
        ExitCertificate.objects.filter(pk=before.pk).update(withdrawn_at=timezone.now())


@transaction.atomic
def certificate_sign(
    *, actor: Actor, certificate: ExitCertificate, name: str, title: str
) -> ExitCertificate:
    """Signs for the actor's own side, once; the PDF is made when both have signed."""
    ExitCertificatePolicy.check(actor, "exit.sign", certificate)
    signatory_check(actor=actor, action="exit.sign", name=name, title=title)
    rows = ExitCertificate.objects.filter(pk=certificate.pk, withdrawn_at=None)
    if not signature_give(actor=actor, rows=rows, name=name, title=title):
        raise StaleState(
            "The certificate is already signed for your side, or was withdrawn.",
            remedy="Reload the page to see its state.",
        )
    certificate.refresh_from_db()
    if certificate.is_signed:
        enqueue_named(
            "engagements.certificate_render",
            engagement_id=actor.engagement.pk,
            certificate_id=certificate.pk,
        )
    return certificate


@transaction.atomic
def certificate_withdraw(*, actor: Actor, certificate: ExitCertificate) -> None:
    """Takes it out of force, signatures and all; it stays on record. Twice changes nothing."""
    ExitCertificatePolicy.check(actor, "exit.manage", certificate)
    ExitCertificate.objects.filter(pk=certificate.pk, withdrawn_at=None).update(
        withdrawn_at=timezone.now()
    )


@transaction.atomic
def certificate_render(*, actor: Actor, certificate_id: int) -> ExitCertificate:
    """Makes the PDF of a certificate signed by both; the first to finish wins."""
    certificate = ExitCertificate.objects.select_related("data_return__document").get(
        pk=certificate_id
    )
    if not certificate.is_signed or certificate.pdf_id is not None:
        return certificate
    endings = AccessEnding.objects.filter(engagement=actor.engagement)
    context = {"engagement": actor.engagement, "certificate": certificate, "endings": endings}
    content = pdf_of(render_to_string("engagements/leaving/certificate.html", context))
    digest = hashlib.sha256(content).hexdigest()
    document = Document(
        engagement=actor.engagement,
        kind=DocumentKind.CERTIFICATE,
        title=certificate.get_kind_display(),
        sha256=digest,
        size=len(content),
        content_type="application/pdf",
    )
    document.file.save(f"{digest}.pdf", ContentFile(content), save=True)
    won = ExitCertificate.objects.filter(pk=certificate.pk, pdf=None).update(pdf=document)
    if won != 1:
        document.file.delete(save=False)
        document.delete()
    certificate.refresh_from_db()
    return certificate


@transaction.atomic
def exit_step_mark(*, actor: Actor, step: str, note: str) -> ExitMark:
    """A step that happens outside the product is done; the first mark stays."""
    actor.require("exit.manage")
    require_exit(actor)
    if step not in STEPS:
        raise DomainError("The checklist has no such step.", remedy="Reload the page.")
    if not note.strip():
        raise DomainError(
            "A step is marked with its evidence.", field="note", remedy="Say what shows it."
        )
    mark, _ = ExitMark.objects.get_or_create(
        engagement=actor.engagement,
        step=step,
        defaults={"note": note.strip()[:300], "done_at": timezone.now(), "done_by": actor.user},
    )
    return mark
