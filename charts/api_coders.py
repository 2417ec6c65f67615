"""The name of a chart's coder in the API, unless it is withheld from the reader for an audit."""

from typing import Any

from rest_framework import serializers

from charts.models import Chart
from charts.selectors.naming import charts_unnamed
from engagements.kernel.policy import Actor


def coders_known(actor: Actor) -> dict[str, Any]:
    """The context in which charts are shown to this actor."""
    return {"unnamed": charts_unnamed(actor)}


class NamedCoder(serializers.Serializer[Any]):
    """Shows `coded_by`; needs the context of `coders_known`."""

    coded_by = serializers.SerializerMethodField(
        help_text="Null before it is coded, and where the coder's name is withheld for an audit."
    )

    def get_coded_by(self, chart: Chart) -> str | None:
        is_unnamed = chart.coded_by is None or chart.pk in self.context["unnamed"]
        return None if is_unnamed else chart.coded_by.name
