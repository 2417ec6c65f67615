"""Whose coder may be named to whom: an independent auditor audits without knowing the coder."""

from django.db.models import QuerySet
from django.http import QueryDict

from charts.models import Chart
from charts.policies import unnamed_coders
from engagements.kernel.errors import NotAllowed
from engagements.kernel.policy import NOTHING, Actor

WITHHELD = "Blinded"
ASKING = frozenset({"coder", "coder_email", "coded_side", "among"})


def asks_for_coder(asked: QueryDict) -> bool:
    """Whether the rows of a list are picked by who coded them: by a filter, behind a number, or as
    those of one arm of a challenge, whose few coders are known.
    """
    filtered = any(asked.get(name) for name in ASKING)
    return filtered or any(part.startswith("coder:") for part in asked.getlist("of"))


def charts_unnamed(actor: Actor) -> frozenset[int]:
    """The charts of which this actor may not know for now who coded them.

    One query, for whoever such a claim concerns; none for all others.
    """
    claims = [rows for claim in unnamed_coders if (rows := claim.rows(actor)) != NOTHING]
    return frozenset(
        pk
        for rows in claims
        for pk in Chart.objects.filter(rows, engagement=actor.engagement).values_list(
            "pk", flat=True
        )
    )


def charts_named(actor: Actor, rows: "QuerySet[Chart]") -> "QuerySet[Chart]":
    """Those of the rows whose coder may be named: what a question about coders may answer with."""
    unnamed = charts_unnamed(actor)
    return rows.exclude(pk__in=unnamed) if unnamed else rows


def coder_withheld(actor: Actor, chart: Chart) -> bool:
    return chart.pk in charts_unnamed(actor)


def coder_naming_check(actor: Actor, chart: Chart) -> None:
    """Raises `NotAllowed` where an answer would name the coder."""
    if coder_withheld(actor, chart):
        raise NotAllowed(
            "Who coded this chart is withheld until the sample that you audit is signed off."
        )
