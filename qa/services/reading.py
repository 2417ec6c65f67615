"""Reads of what audits say of a chart."""

from collections.abc import Iterable, Mapping

from engagements.kernel.policy import Actor
from engagements.models import AccessLog
from engagements.services import access_log_record
from qa.models import Audit


def audit_read_record(
    *,
    actor: Actor,
    audit: Audit,
    action: str,
    origin: Mapping[str, str],
    fields: Iterable[str] = ("encounter_ref", "codes"),
) -> AccessLog:
    """Logs that the audit, or a finding of it, was read: a read of its chart."""
    return access_log_record(
        actor=actor,
        action=action,
        model="charts.chart",
        object_id=audit.chart_id,
        fields=fields,
        origin=origin,
    )
