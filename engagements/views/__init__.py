"""Pages of the engagement."""

from engagements.views.errors import bad_request, forbidden, not_found, server_error
from engagements.views.home import EngagementHome, Switcher

__all__ = ["EngagementHome", "Switcher", "bad_request", "forbidden", "not_found", "server_error"]
