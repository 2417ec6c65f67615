"""The numbers charts support: turnaround, documentation lag, volumes, backlog, DNFC."""

from charts.metrics.family import PRODUCTION
from charts.metrics.kpis import DISTRIBUTIONS, KPIS
from charts.metrics.standing import AGEING, BANDS, DNFC_REASONS, STANDINGS
from engagements.kernel.metrics import METRICS

__all__ = ["AGEING", "BANDS", "DNFC_REASONS", "PRODUCTION", "register"]


def register() -> None:
    METRICS.register(PRODUCTION, *KPIS, *STANDINGS, *DISTRIBUTIONS)
