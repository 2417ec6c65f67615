"""Charts come in: a batch is opened, its rows are merged in steps, its errors are written."""

from charts.services.intake.batches import (
    batch_discard,
    batch_fail,
    batch_open,
    batch_start,
    batches_expire,
    upload_path,
    uploads_delete,
    uploads_store,
)
from charts.services.intake.importing import charts_import

__all__ = [
    "batch_discard",
    "batch_fail",
    "batch_open",
    "batch_start",
    "batches_expire",
    "charts_import",
    "upload_path",
    "uploads_delete",
    "uploads_store",
]
