"""Rollups, published months and report runs."""

from reporting.models.rollups import DirtyDay, ProductionDaily, Rollup, RollupState

__all__ = ["DirtyDay", "ProductionDaily", "Rollup", "RollupState"]
