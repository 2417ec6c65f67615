"""Which rows of the clocks' rules each actor may have."""

from engagements.kernel.policy import Policy
from engagements.models import ComplexityRule, CutoffRule, Payer, RecordRequirement


class RecordRequirementPolicy(Policy):
    model = RecordRequirement


class CutoffRulePolicy(Policy):
    model = CutoffRule


class ComplexityRulePolicy(Policy):
    model = ComplexityRule


class PayerPolicy(Policy):
    model = Payer
