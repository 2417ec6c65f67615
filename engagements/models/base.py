"""What every data-plane table has in common."""

from collections.abc import Callable
from typing import Any, TypeVar

import pghistory
import pgtrigger
from django.db import models

M = TypeVar("M", bound=type[models.Model])


class EngagementOwned(models.Model):
    """A row of one engagement; PostgreSQL's row security keeps it there."""

    engagement = models.ForeignKey(
        "engagements.Engagement", on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        abstract = True


def tracked(**kwargs: Any) -> Callable[[M], M]:
    """Keeps every superseded version of a row in an append-only history table.

    Statement-level triggers store the old row on update and delete, with who and from where as
    JSON. Inserts are not copied: the live row is the newest version.
    """
    decorate: Callable[[M], M] = pghistory.track(
        pghistory.UpdateEvent(
            row=pghistory.Old, condition=pghistory.AnyChange(), level=pgtrigger.Statement
        ),
        pghistory.DeleteEvent(row=pghistory.Old, level=pgtrigger.Statement),
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,  # type: ignore[arg-type]  # documented: no id of the context
        obj_field=pghistory.ObjForeignKey(db_index=True),
        **kwargs,
    )
    return decorate
