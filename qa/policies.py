"""Who may see and do what in QA: the vendor's side of the blind, and separation of duties."""

from django.db.models import Q, QuerySet

from engagements.enums import Side
from engagements.kernel.policy import NOTHING, Actor, Policy
from qa.enums import AuditMode, AuditState
from qa.models import Audit, Finding, Sample


class SamplePolicy(Policy):
    """The vendor sees another side's sample only once it is signed off; who audits, signs off."""

    model = Sample

    @classmethod
    def any_rows(cls, actor: Actor, action: str) -> Q:
        if actor.side == Side.VENDOR:
            return Q(drawn_for=Side.VENDOR) | Q(locked_at__isnull=False)
        return Q()

    @classmethod
    def own_rows(cls, actor: Actor, action: str) -> Q:
        return Q(drawn_for=actor.side)


# What `coder_is_blinded` says of one audit, of many.
NAME_WITHHELD = (Q(sample__isnull=True) & ~Q(state=AuditState.COMPLETED)) | (
    Q(sample__isnull=False) & Q(sample__locked_at__isnull=True)
)


def _vendor_may_see(actor: Actor, prefix: str = "") -> Q:
    if actor.side != Side.VENDOR:
        return Q()
    return Q(**{f"{prefix}side": Side.VENDOR}) | Q(**{f"{prefix}sample__locked_at__isnull": False})


class AuditPolicy(Policy):
    """Nobody audits their own coding, and nobody of the vendor's audits independently."""

    model = Audit

    @classmethod
    def any_rows(cls, actor: Actor, action: str) -> Q:
        if action != "audit.perform":
            return _vendor_may_see(actor)
        rows = Q(side=actor.side) & ~Q(coder=actor.user_id)
        if actor.organization_id == actor.engagement.vendor_id:
            rows &= Q(is_independent=False)
        return rows

    @classmethod
    def own_rows(cls, actor: Actor, action: str) -> Q:
        if action == "audit.perform":
            return Q(auditor=actor.user_id) | Q(auditor__isnull=True)
        return Q(coder=actor.user_id, state=AuditState.COMPLETED)


class FindingPolicy(Policy):
    """Findings exist for others once the audit is complete; a dispute is not decided by the coder,
    by who answered, or by another side than the one that audited.
    """

    model = Finding

    @classmethod
    def any_rows(cls, actor: Actor, action: str) -> Q:
        complete = Q(audit__state=AuditState.COMPLETED)
        if action == "audit.perform":
            return Q(audit__side=actor.side, audit__auditor=actor.user_id) & ~Q(
                audit__coder=actor.user_id
            )
        if action == "finding.decide":
            return (
                complete
                & Q(audit__side=actor.side)
                & ~Q(audit__coder=actor.user_id)
                & (Q(responded_by__isnull=True) | ~Q(responded_by=actor.user_id))
            )
        return complete & _vendor_may_see(actor, "audit__") & ~_blind_findings(actor)

    @classmethod
    def own_rows(cls, actor: Actor, action: str) -> Q:
        if action == "audit.perform":
            return Q()
        if action == "finding.decide":
            return Q(audit__auditor=actor.user_id)
        return Q(audit__coder=actor.user_id)


def audited_charts(actor: Actor) -> Q:
    """Charts that are somebody's own because they are to audit them."""
    if not actor.can("audit.perform"):
        return NOTHING
    audits = AuditPolicy.visible(actor, "audit.perform")
    return Q(pk__in=audits.exclude(state=AuditState.CANCELLED).values("chart_id"))


def unnamed_charts(actor: Actor) -> Q:
    """Charts that the auditor's side audits without knowing the coder, until the sign-off."""
    if actor.side != Side.AUDITOR:
        return NOTHING
    audits = Audit.objects.filter(NAME_WITHHELD, engagement=actor.engagement, side=actor.side)
    return Q(pk__in=audits.exclude(state=AuditState.CANCELLED).values("chart_id"))


def unseen_audits(actor: Actor) -> "QuerySet[Audit]":
    """Audits that this actor is to do, or does now, without having seen another answer: those
    nobody has begun, which may still be done blind, and those done blind now.
    """
    open_or_blind = Q(state=AuditState.OPEN)
    open_or_blind |= Q(state=AuditState.IN_PROGRESS, mode=AuditMode.BLIND)
    return AuditPolicy.visible(actor, "audit.perform").filter(open_or_blind)


def blind_codings(actor: Actor) -> Q:
    """Codings withheld from whoever is to answer for the same chart without seeing them."""
    if not actor.can("audit.perform"):
        return NOTHING
    charts = unseen_audits(actor).values("chart_id")
    return Q(chart_id__in=charts) & ~Q(coder_id=actor.user_id)


def _blind_findings(actor: Actor) -> Q:
    """What an earlier audit found on a chart says how it was coded."""
    if not actor.can("audit.perform"):
        return NOTHING
    charts = unseen_audits(actor).values("chart_id")
    return Q(audit__chart_id__in=charts) & ~Q(audit__auditor_id=actor.user_id)


def accuracy_rows(actor: Actor) -> Q:
    """The audits whose results an accuracy figure of this actor may rest on."""
    if not actor.can("accuracy.view"):
        return NOTHING
    return _vendor_may_see(actor)


def coder_is_blinded(actor: Actor, audit: Audit) -> bool:
    """Whether the coder's name is withheld: from an independent auditor until the sign-off."""
    if actor.side != Side.AUDITOR:
        return False
    if audit.sample is None:
        return audit.state != AuditState.COMPLETED
    return audit.sample.locked_at is None


def codes_are_hidden(actor: Actor, audit: Audit) -> bool:
    """Whether the coder's codes are withheld: until the choice how to audit, and while blind.

    Also from whoever may not see an unfinished audit's contents at all: only its auditor does;
    and in a completed audit from whoever is to audit the same chart again.
    """
    if audit.state == AuditState.COMPLETED:
        is_mine = audit.auditor_id is not None and audit.auditor_id == actor.user_id
        if is_mine or not actor.can("audit.perform"):
            return False
        return unseen_audits(actor).filter(chart_id=audit.chart_id).exists()
    if audit.auditor_id != actor.user_id or actor.user_id is None:
        return True
    if audit.state == AuditState.IN_PROGRESS:
        return audit.mode == AuditMode.BLIND
    return audit.state != AuditState.COMPARED


def auditor_is_blinded(actor: Actor, audit: Audit) -> bool:
    """Whether the auditor's name is withheld: from the vendor, unless it is the vendor's own."""
    return actor.side == Side.VENDOR and audit.side != Side.VENDOR
