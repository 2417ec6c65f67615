"""The day it is where the tests' engagements are, which is not UTC's for a part of each day."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.utils import timezone

ZONE = ZoneInfo("America/New_York")


def today() -> dt.date:
    return timezone.localdate(timezone=ZONE)
