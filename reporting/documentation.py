"""The declared numbers in words: what docs/metrics.md says."""

from engagements.kernel.metrics import METRICS, Distribution, Family, Kpi, Measure, Standing

INTRODUCTION = """# Numbers

Generated from the declarations by `manage.py document_metrics --write`; do not edit.

Every number is declared once, in the `metrics` of the app whose rows it counts. The tile, the
trend, the API, the CSV, the monthly report and the list behind a number all come from that one
declaration. A KPI is a ratio of sums of additive measures; without a denominator to divide by it
is "no data", never 0 %. A day is a day of the engagement's time zone. A settled measure counts a
day only once it has ended, because a deadline that falls on it can still be kept.

Distributions (average, median, 90th percentile, range) are computed from the rows of the period,
never from daily values. Standing numbers are counted at the moment of asking.
"""


def metrics_page() -> str:
    families = [_family(family) for _, family in sorted(METRICS.families.items())]
    return "\n".join([INTRODUCTION, *families]).rstrip() + "\n"


def _family(family: Family) -> str:
    right = f"seeing them needs `{family.action}` on all rows"
    parts = [
        f"## {family.key.capitalize()}",
        "",
        f"Counts rows of `{family.facts}`; {right}. Broken down by {', '.join(family.dimensions)}.",
        "",
        *_table(
            ("Measure", "Counts", "By the day of", "Settled"),
            [_measure(measure) for measure in family.measures],
        ),
    ]
    for title, head, rows in (
        ("KPIs", ("KPI", "Definition", "Formula", "Unit", "Better", "Source"), _kpis(family)),
        ("Standing now", ("Number", "Definition", "Unit", "Source"), _standings(family)),
        ("Distributions", ("Number", "Definition", "Unit", "Source"), _distributions(family)),
    ):
        if rows:
            parts += [f"### {family.key.capitalize()}: {title}", "", *_table(head, rows)]
    return "\n".join(parts)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> list[str]:
    lines = [head, tuple("---" for _ in head), *rows]
    return [f"| {' | '.join(cell.replace('|', '/') for cell in line)} |" for line in lines] + [""]


def _measure(measure: Measure) -> tuple[str, ...]:
    summed = f" (sum of `{measure.sum}`)" if isinstance(measure.sum, str) else ""
    settled = "yes" if measure.settled else "no"
    return (f"`{measure.key}`", f"{measure.label}{summed}", f"`{measure.day}`", settled)


def _kpis(family: Family) -> list[tuple[str, ...]]:
    return [_kpi(kpi) for kpi in METRICS.kpis.values() if kpi.family == family.key]


def _kpi(kpi: Kpi) -> tuple[str, ...]:
    formula = f"`{kpi.numerator}`" + (f" / `{kpi.denominator}`" if kpi.denominator else "")
    method = f" {kpi.method}" if kpi.method else ""
    words = (f"{kpi.label} (`{kpi.key}`)", f"{kpi.definition}{method}", formula)
    return (*words, kpi.unit.value, kpi.direction.value, kpi.source)


def _standings(family: Family) -> list[tuple[str, ...]]:
    found = [item for item in METRICS.standings.values() if item.family == family.key]
    return [_other(item) for item in found]


def _distributions(family: Family) -> list[tuple[str, ...]]:
    found = [item for item in METRICS.distributions.values() if item.family == family.key]
    return [_other(item) for item in found]


def _other(item: Standing | Distribution) -> tuple[str, ...]:
    return (f"{item.label} (`{item.key}`)", item.definition, item.unit.value, item.source)
