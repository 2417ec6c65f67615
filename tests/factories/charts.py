"""Charts and codings for tests. All need the scope of their engagement."""

import datetime as dt
import itertools
from typing import Any

from django.utils import timezone

from charts.enums import ChartState, CodingState, Party, WorkState
from charts.models import Chart, CodeLine, Coding, WorkItem
from engagements.models import Engagement, Payer, Provider, Terms, User

_references = itertools.count(1)


def chart(engagement: Engagement, **fields: Any) -> Chart:
    """A chart ready to code, due in 48 h, unless told otherwise."""
    now = timezone.now()
    defaults: dict[str, Any] = {
        "encounter_ref": f"ENC-{next(_references):06d}",
        "ehr_url": "https://ehr.example/encounter/1",
        "encounter_class": "outpatient",
        "specialty": "family_medicine",
        "provider": Provider.objects.filter(engagement=engagement).first(),
        "payer": Payer.objects.filter(engagement=engagement).first(),
        "date_of_service": (now - dt.timedelta(days=2)).date(),
        "state": ChartState.READY,
        "terms": Terms.objects.filter(engagement=engagement).first(),
        "documentation_complete_at": now - dt.timedelta(hours=1),
        "due_at": now + dt.timedelta(hours=47),
        "received_at": now - dt.timedelta(hours=1),
    }
    return Chart.objects.create(engagement=engagement, **(defaults | fields))


def work_item(chart: Chart, **fields: Any) -> WorkItem:
    defaults: dict[str, Any] = {
        "side": "vendor",
        "state": WorkState.OPEN,
        "due_at": chart.due_at,
    }
    return WorkItem.objects.create(
        engagement_id=chart.engagement_id, chart=chart, **(defaults | fields)
    )


def coding(
    chart: Chart, coder: User, lines: list[tuple[Any, ...]], *, attest: bool = True, **fields: Any
) -> Coding:
    """A coding with lines of (system, code[, modifiers[, units[, pointers]]]); attested."""
    made = Coding.objects.create(
        engagement_id=chart.engagement_id,
        chart=chart,
        coder=coder,
        **({"party": Party.VENDOR, "documentation_reviewed": True} | fields),
    )
    CodeLine.objects.bulk_create(
        _line(made, sequence, *line) for sequence, line in enumerate(lines, start=1)
    )
    if attest:
        at = fields.get("attested_at") or timezone.now()
        Coding.objects.filter(pk=made.pk).update(state=CodingState.ATTESTED, attested_at=at)
        made.refresh_from_db()
    return made


def _line(coding: Coding, sequence: int, system: Any, code: Any, *rest: Any) -> CodeLine:
    modifiers, units, pointers = [*rest, *([], 1, [])[len(rest) :]]
    return CodeLine(
        engagement_id=coding.engagement_id,
        coding=coding,
        sequence=sequence,
        system=system,
        code=code,
        modifiers=modifiers,
        units=units,
        pointers=pointers,
    )


def coded_chart(engagement: Engagement, coder: User, **fields: Any) -> Chart:
    """A chart coded by the vendor with 99213 and I10, an hour ago."""
    at = fields.pop("coded_at", None) or timezone.now() - dt.timedelta(hours=1)
    made = chart(
        engagement,
        **({"state": ChartState.CODED, "coded_at": at, "coded_by": coder} | fields),
    )
    coding(made, coder, [("icd10cm", "I10"), ("cpt", "99213", [], 1, [1])], attested_at=at)
    return made
