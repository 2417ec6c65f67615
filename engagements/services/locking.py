"""One at a time in an engagement, and a form that is sent twice."""

from collections.abc import Collection
from typing import TypeVar

from django.db import models

from engagements.models import Engagement

R = TypeVar("R", bound=models.Model)


def engagement_lock(engagement: Engagement) -> Engagement:
    """The engagement as it is now, held until the transaction ends; readers and work that does
    not ask for the lock go on.
    """
    rows = Engagement.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("practice", "vendor", "auditor").get(pk=engagement.pk)


def sent_before(row: R, *, besides: Collection[str] = ()) -> R | None:
    """The kept row that says the very same as this new one: what the same form made when it was
    sent before, as by a double click. One that has moved on since is another matter.

    The caller holds a lock, so that the second waits for the first. Times that the row is given
    as it is made, and the fields `besides`, are not compared.
    """
    facts = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields  # noqa: SLF001 -- the documented Meta API
        if not (field.primary_key or field.name in besides or getattr(field, "auto_now_add", False))
    }
    return type(row)._default_manager.filter(**facts).first()  # noqa: SLF001 -- the documented Meta API
