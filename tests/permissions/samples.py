"""An object for every URL keyword, made in the world's own engagement.

`SAMPLES[keyword](world)` runs in the scope of the own engagement and returns the value for the
URL. The walk fails for a keyword without a sample, and for a sample no URL uses.
"""

from collections.abc import Callable
from typing import Any

from django.core.files.base import ContentFile

from engagements.models import (
    BusinessAssociateAgreement,
    Calendar,
    Document,
    Job,
    Membership,
    Provider,
    ReportRecipient,
    Terms,
)
from tests.factories.world import World


def _first(model: Any) -> Callable[[World], int]:
    return lambda world: model.objects.filter(engagement=world.own).values_list("pk", flat=True)[0]


def _document(world: World) -> int:
    document = Document(engagement=world.own, kind="baa", title="BAA", sha256="0" * 64, size=5)
    document.file.save("sample.pdf", ContentFile(b"%PDF-"))
    return document.pk


def make_job(world: World) -> int:
    return Job.objects.create(engagement=world.own, kind="chart_import").pk


def _recipient(world: World) -> int:
    return ReportRecipient.objects.create(engagement=world.own, email="cfo@own.example").pk


SAMPLES: dict[str, Callable[[World], Any]] = {
    "job_id": make_job,
    "membership_id": _first(Membership),
    "baa_id": _first(BusinessAssociateAgreement),
    "terms_id": _first(Terms),
    "calendar_id": _first(Calendar),
    "provider_id": _first(Provider),
    "document_id": _document,
    "recipient_id": _recipient,
    "organization_id": lambda world: world.own.practice_id,
    "engagement_id": lambda world: world.own.pk,
    "user_id": lambda world: world.user("provider").pk,
    "side": lambda _world: "vendor",
    "verb": lambda _world: "unlock",
}
