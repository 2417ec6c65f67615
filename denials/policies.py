"""Which remittances, claims and denials each actor may have.

Remittances are the practice's: the vendor holds no right to them. Denials and the claims they
belong to are shown to whoever may see denials.
"""

from django.db.models import Q

from denials.models import Claim, DeadlineRule, Denial, Remittance, RemittanceFile
from engagements.kernel.policy import Actor, Policy

LEARN = "denial.learn"


class RemittanceFilePolicy(Policy):
    model = RemittanceFile


class RemittancePolicy(Policy):
    model = Remittance


class ClaimPolicy(Policy):
    model = Claim


class DenialPolicy(Policy):
    """A vendor's lead holds the right to work them only where denial follow-up is given to the
    vendor; there all denials are the vendor's. A coder's own are those of the charts they coded.
    """

    model = Denial

    @classmethod
    def own_rows(cls, actor: Actor, action: str) -> Q:
        return Q(coder=actor.user_id) if action == LEARN else Q()


class DeadlineRulePolicy(Policy):
    model = DeadlineRule
