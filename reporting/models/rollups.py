"""Daily rollups of the declared families, and the marks that keep them true.

The columns of a rollup come from the family's declaration: adding a measure is one line there and
`makemigrations reporting`.
"""

from typing import Any

from django.db import models
from django.db.models.functions import Now

from charts.metrics import PRODUCTION
from denials.metrics import CLAIMS
from engagements.kernel.metrics import Family
from engagements.models import EngagementOwned
from qa.metrics import AUDITS
from queries.metrics import QUERIES


class DirtyDay(EngagementOwned):
    """A day of a family changed since its rollup was made. Written by statement triggers only.

    Marks are never updated and may repeat: writers do not wait for each other, and a refresh
    removes exactly the marks it saw.
    """

    family = models.CharField(max_length=20)
    day = models.DateField()
    marked_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["engagement", "family", "day"], name="dirtyday_lookup")]

    def __str__(self) -> str:
        return f"{self.family} {self.day}"


class RollupState(EngagementOwned):
    """When a family was last refreshed, and the declaration (and zone) its rows were made by."""

    family = models.CharField(max_length=20)
    fingerprint = models.CharField(max_length=64)
    refreshed_at = models.DateTimeField()
    rebuilt_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["engagement", "family"], name="rollupstate_once"),
        ]

    def __str__(self) -> str:
        return self.family


class Rollup(EngagementOwned):
    """Sums of one family for one local day. `grain` names the dimensions a row is broken down by.

    The other dimension columns are blank, and so is a dimension of the grain the facts have none
    of: rows of different grains are never added up.
    """

    grain = models.CharField(max_length=80, blank=True)
    day = models.DateField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.day} {self.grain or 'total'}"


def rollup_model(name: str, family: Family) -> type[Rollup]:
    """The rollup table a declaration asks for."""
    meta = type(
        "Meta",
        (),
        {
            "constraints": [
                models.UniqueConstraint(
                    fields=["engagement", "grain", "day", *family.dimensions],
                    name=f"{family.key}_group_once",
                )
            ],
            "indexes": [models.Index(fields=["engagement", "day"], name=f"{family.key}_day")],
        },
    )
    body: dict[str, Any] = {
        "__module__": __name__,
        "__doc__": f"Daily sums of the {family.key} family, as declared.",
        "Meta": meta,
    }
    for dimension in family.dimensions:
        body[dimension] = models.CharField(max_length=150, blank=True)
    for measure in family.measures:
        body[measure.key] = (
            models.BigIntegerField(default=0)
            if measure.sum is None
            else models.DecimalField(max_digits=24, decimal_places=6, default=0)
        )
    return type(name, (Rollup,), body)


ProductionDaily = rollup_model("ProductionDaily", PRODUCTION)
AuditDaily = rollup_model("AuditDaily", AUDITS)
QueryDaily = rollup_model("QueryDaily", QUERIES)
ClaimsDaily = rollup_model("ClaimsDaily", CLAIMS)
