"""All writes of reporting."""

from reporting.services.rollups import Refreshed, rollup_refresh, rollup_refresh_all

__all__ = ["Refreshed", "rollup_refresh", "rollup_refresh_all"]
