"""Accuracy: every method side by side, the contracted one marked, interval, n and verdict."""

from typing import Any

from engagements.kernel.metrics import Period, Unit, number_text
from engagements.kernel.policy import Actor
from qa.metrics import AUDITS
from qa.reports import GroupRow, accuracy_report
from reporting.selectors.divergence import Measured
from reporting.selectors.threeway import ThreeWay


def accuracy_build(*, actor: Actor, period: Period) -> dict[str, Any]:
    report = accuracy_report(actor, period)
    return {
        "has_data": bool(report.total.n),
        "total": _row(report.total),
        "groups": [
            {"key": s.key, "title": s.title, "rows": [_row(row) for row in s.rows]}
            for s in report.sections
        ],
        "overcoded": report.overcoded,
        "undercoded": report.undercoded,
        "unestimated": report.unestimated,
        "net_effect": None if report.net_effect is None else str(report.net_effect),
        "disputes_decided": report.decided,
        "disputes_overturned": report.overturned,
        "confidence": str(report.confidence),
        "legal_test": str(report.test),
        "threeway": threeway_build(actor, period),
        "sample_type": "Random samples only; targeted audits are never generalised.",
        "definitions": [
            {
                "label": str(cell.accuracy.definition.method.label),
                "definition": cell.accuracy.definition.definition,
                "method": "",
                "source": "AHIMA, benchmarking of coding accuracy; the contract's method",
            }
            for cell in report.total.cells
        ],
    }


def threeway_build(actor: Actor, period: Period) -> dict[str, Any]:
    """What the vendor reports beside what others found; printed where it has reported anything."""
    rows = ThreeWay(actor=actor, period=period).rows
    return {
        "has_data": any(row.told for row in rows),
        "rows": [
            {
                "name": row.name,
                "told": row.told.text if row.told else "",
                "told_n": row.told.figure.n if row.told else None,
                "own": _side(row.own),
                "independent": _side(row.independent),
                "payers": _side(row.payers),
                "word": row.word.value,
                "label": str(row.word.label),
            }
            for row in rows
        ],
    }


def _side(measured: Measured | None) -> dict[str, Any]:
    if measured is None or measured.reading.value is None:
        return {"text": _percent(None), "limits": "", "n": 0}
    return {
        "text": measured.reading.text,
        "limits": measured.limits_text,
        "n": measured.n,
        "url": measured.reading.url,
        "n_url": measured.reading.n_url,
        "needs": measured.reading.family.action,
    }


def _row(row: GroupRow) -> dict[str, Any]:
    return {
        "name": row.label,
        "n": row.n,
        "population": row.population,
        "n_url": row.url,
        "needs": AUDITS.action,
        "floor": None if row.floor is None else str(row.floor.floor),
        "methods": [_cell(cell) for cell in row.cells],
        "verdict": str(row.contracted.verdict) if row.contracted.verdict else "",
    }


def _cell(cell: Any) -> dict[str, Any]:
    figure = cell.accuracy
    interval = figure.interval
    return {
        "method": str(figure.definition.method),
        "label": str(figure.definition.method.label),
        "contracted": cell.is_contracted,
        "numerator": figure.numerator,
        "n": figure.denominator,
        "unit": figure.definition.unit,
        "value": figure.value,
        "text": _percent(figure.value),
        "lower": None if interval is None else interval.lower,
        "upper": None if interval is None else interval.upper,
        "interval_text": ""
        if interval is None
        else f"{_percent(interval.lower)} to {_percent(interval.upper)}",
        "interval_method": "" if interval is None else interval.method,
        "verdict": str(cell.verdict) if cell.verdict else "",
        "url": cell.url,
        "needs": AUDITS.action,
    }


def _percent(value: float | None) -> str:
    return number_text(value, Unit.PERCENT)
