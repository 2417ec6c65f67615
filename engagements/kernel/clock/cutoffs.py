"""Month-end cutoffs: until when the charts of a month must be coded."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from engagements.kernel.clock.calendar import WorkCalendar
from engagements.kernel.clock.intervals import utc


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The n-th business day of the month after, or (`business_day` None) the month's last day,
    at a wall time of the zone.
    """

    wall_time: time
    business_day: int | None = None

    def of_month(self, day: date, calendar: WorkCalendar, zone: ZoneInfo) -> datetime:
        """The cutoff, in UTC, of the charts served in the month of `day`."""
        following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
        if self.business_day is None:
            on = following - timedelta(days=1)
        else:
            on = calendar.business_day(following, self.business_day)
        return utc(datetime.combine(on, self.wall_time, tzinfo=zone))
