"""The counts of an audit, from its findings as they stand; never typed."""

from decimal import Decimal

from charts.comparison import Component, Counts, Kind, Outcome, tally
from qa.enums import Direction, FindingState
from qa.models import Audit, Finding

DROPPED = frozenset({FindingState.WITHDRAWN, FindingState.OVERTURNED})
ADDED_BY_CODER = frozenset({Kind.EXTRA, Kind.WRONG_CODE})


def findings_of(audit: Audit) -> list[Finding]:
    return list(
        Finding.objects.filter(engagement_id=audit.engagement_id, audit=audit).order_by("position")
    )


def audit_counts(coder_codes: int, findings: list[Finding]) -> Counts:
    """Counts of one audit: the lines that match are the coder's less the extra and wrong ones."""
    matched = coder_codes - sum(Kind(finding.kind) in ADDED_BY_CODER for finding in findings)
    return tally(
        matched,
        (
            Outcome(
                kind=Kind(finding.kind),
                component=Component(finding.component),
                fails_component=finding.fails_component,
                upheld=finding.state not in DROPPED,
            )
            for finding in findings
        ),
    )


def audit_score(audit: Audit, *, coder_codes: int | None = None) -> Counts:
    """Writes the audit's counts and flags; the caller holds the audit's row."""
    findings = findings_of(audit)
    counts = audit_counts(audit.coder_codes if coder_codes is None else coder_codes, findings)
    kept = [finding for finding in findings if finding.state not in DROPPED]
    values: dict[str, object] = {
        "reviewer_codes": counts.reviewer,
        "coder_codes": counts.coder,
        "correct_codes": counts.correct,
        "extra_codes": counts.extra,
        "union_codes": counts.union,
        "net_codes": counts.correct - counts.extra,
        "procedures_correct": Component.PROCEDURE not in counts.failed,
        "diagnoses_correct": Component.DIAGNOSIS not in counts.failed,
        "modifiers_correct": Component.MODIFIER not in counts.failed,
        "linkage_correct": Component.LINKAGE not in counts.failed,
        "encounter_correct": counts.all_correct,
        "components_correct": len(Component) - len(counts.failed),
        "components_total": len(Component),
        "findings_total": len(kept),
        "findings_over": sum(finding.direction == Direction.OVER for finding in kept),
        "findings_under": sum(finding.direction == Direction.UNDER for finding in kept),
        "disputes_decided": sum(finding.decided_at is not None for finding in findings),
        "disputes_overturned": sum(
            finding.state == FindingState.OVERTURNED for finding in findings
        ),
    }
    if not kept:  # nothing is wrong, so nothing would be paid differently
        values |= {
            "payment_correct": True,
            "payment_direction": Direction.NEUTRAL,
            "payment_effect": Decimal(0),
        }
    Audit.objects.filter(pk=audit.pk).update(**values)
    for name, value in values.items():
        setattr(audit, name, value)
    return counts
