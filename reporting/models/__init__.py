"""Rollups, published months and report runs."""

from reporting.models.rollups import AuditDaily, DirtyDay, ProductionDaily, Rollup, RollupState

__all__ = ["AuditDaily", "DirtyDay", "ProductionDaily", "Rollup", "RollupState"]
