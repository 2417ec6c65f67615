"""Which remittances, claims and denials each actor may have.

Remittances are the practice's: the vendor holds no right to them. Denials and the claims they
belong to are shown to whoever may see denials.
"""

from denials.models import Claim, DeadlineRule, Denial, Remittance, RemittanceFile
from engagements.kernel.policy import Policy


class RemittanceFilePolicy(Policy):
    model = RemittanceFile


class RemittancePolicy(Policy):
    model = Remittance


class ClaimPolicy(Policy):
    model = Claim


class DenialPolicy(Policy):
    model = Denial


class DeadlineRulePolicy(Policy):
    model = DeadlineRule
