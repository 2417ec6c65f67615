"""What every signed-in page knows of its session, for the warning before it ends."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from engagements.middleware import session_reading


def session_warning(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {}
    reading = session_reading(request)
    return {
        "session_warning_seconds": settings.SESSION_WARNING_SECONDS,
        "session_remaining_seconds": int(reading.remaining.total_seconds()),
        "session_ending": reading.ending,
    }
