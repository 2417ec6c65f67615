"""The vocabularies of phases, rollback, pilots and challenges."""

from django.db.models import TextChoices


class BoundPhase(TextChoices):
    """The phases in which a bound watches."""

    LIVE = "live", "Hypercare"
    STEADY = "steady", "Steady"


class BoundVerdict(TextChoices):
    IN = "in_bounds", "Within bounds"
    OUT = "breach", "Out of bounds"
    INCONCLUSIVE = "inconclusive", "Inconclusive"
    NO_DATA = "no_data", "No data"


class RollbackState(TextChoices):
    PROPOSED = "proposed", "Proposed"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class PilotState(TextChoices):
    OPEN = "open", "Open"
    DECIDED = "decided", "Decided"
    CANCELLED = "cancelled", "Cancelled"


class PilotDecision(TextChoices):
    SCALE = "scale", "Scale up"
    STOP = "stop", "Stop"


class ChallengeState(TextChoices):
    PLANNED = "planned", "Planned"
    RUNNING = "running", "Running"
    ENDED = "ended", "Ended"
    CANCELLED = "cancelled", "Cancelled"


class ArmKey(TextChoices):
    CHAMPION = "champion", "Champion"
    CHALLENGER = "challenger", "Challenger"
