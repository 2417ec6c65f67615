"""What the demo's vendor says of the root causes that the practice's analyst named."""

import datetime as dt
from collections.abc import Mapping

from denials.models import Denial
from denials.services import denial_attribution_answer
from engagements.kernel.policy import Actor
from engagements.kernel.scope import engagement_transaction
from engagements.models import Engagement

FRESH = dt.timedelta(days=10)
EACH_DISPUTED = 7
GROUNDS = "Demo: the note documents the service separately; the payer's own policy allows it."


def attributions_answered(
    engagement: Engagement, cast: Mapping[str, Actor], now: dt.datetime
) -> None:
    """Older ones are agreed with, every seventh is disputed; those of the last days wait."""
    with engagement_transaction(engagement.pk):
        named = Denial.objects.filter(engagement=engagement).exclude(root_cause="")
        old = named.filter(denied_on__lt=(now - FRESH).date()).order_by("pk")
        for number, denial in enumerate(old):
            agrees = number % EACH_DISPUTED != EACH_DISPUTED - 1
            denial_attribution_answer(
                actor=cast["lead"], denial=denial, agrees=agrees, text="" if agrees else GROUNDS
            )
