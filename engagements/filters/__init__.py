"""Filters of the engagement's own lists."""

from engagements.filters.records import (
    AccessLogFilterSet,
    JobFilterSet,
)

__all__ = [
    "AccessLogFilterSet",
    "JobFilterSet",
]
