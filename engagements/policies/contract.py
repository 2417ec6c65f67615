"""Which rows of the engagement itself each actor may have."""

from django.db.models import Q

from engagements.kernel.policy import Actor, Policy
from engagements.models import (
    AccessLog,
    BusinessAssociateAgreement,
    Calendar,
    Document,
    Job,
    Membership,
    Provider,
    ReportRecipient,
    SavedView,
    Terms,
)


class MembershipPolicy(Policy):
    """Everybody who sees roles sees both sides'; one manages one's own side's."""

    model = Membership

    @classmethod
    def own_rows(cls, actor: Actor, action: str) -> Q:
        return Q(user__organization_id=actor.organization_id)


class BAAPolicy(Policy):
    model = BusinessAssociateAgreement


class TermsPolicy(Policy):
    model = Terms


class CalendarPolicy(Policy):
    model = Calendar


class ProviderPolicy(Policy):
    model = Provider


class RecipientPolicy(Policy):
    model = ReportRecipient


class DocumentPolicy(Policy):
    """Contract documents are both sides'; an error file is its uploader's side's alone. The
    data-return package has a page of its own, with a right of its own.
    """

    model = Document

    @classmethod
    def any_rows(cls, actor: Actor, action: str) -> Q:
        shared = ~Q(kind__in=["error_file", "upload"]) | Q(
            uploaded_by__organization_id=actor.organization_id
        )
        return shared & ~Q(kind="data_return")


class JobPolicy(Policy):
    """A job is seen by the side that started it."""

    model = Job

    @classmethod
    def own_rows(cls, actor: Actor, action: str) -> Q:
        return Q(created_by__organization_id=actor.organization_id)


class AccessLogPolicy(Policy):
    model = AccessLog


class SavedViewPolicy(Policy):
    """One's own views and those shared by one's own organization; only one's own to change."""

    model = SavedView

    @classmethod
    def any_rows(cls, actor: Actor, action: str) -> Q:
        return Q(user_id=actor.user_id) | Q(
            is_shared=True, user__organization_id=actor.organization_id
        )
