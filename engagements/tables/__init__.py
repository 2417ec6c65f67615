"""Tables of the engagement's own lists."""

from engagements.tables.records import (
    AccessLogTable,
    JobTable,
)

__all__ = [
    "AccessLogTable",
    "JobTable",
]
