"""The vocabularies of prices and service credits."""

from django.db.models import TextChoices


class RateUnit(TextChoices):
    """What a rate is paid for."""

    CHART = "chart", "Per chart"
    WEEK = "week", "Per FTE and week"
    HOUR = "hour", "Per coder hour"
    COLLECTIONS = "collections", "Percent of collections"


class SlaMeasure(TextChoices):
    """What a service credit is owed for missing."""

    TURNAROUND = "turnaround", "Turnaround attainment"
    ACCURACY = "accuracy", "Accuracy"


class CreditBase(TextChoices):
    """What is judged as one, and of whose fees a credit is a share."""

    SPECIALTY = "specialty", "Each specialty by itself"
    ALL = "all", "The whole month"
