"""The sections of the monthly report (R107) and how each gets its values.

`build(actor=, period=)` returns plain values that are frozen with the month. Nothing is computed
again when the PDF is rendered.
"""

from engagements.kernel.registry import ReportSection, report_sections
from reporting.sections.accuracy import accuracy_build
from reporting.sections.compliance import compliance_build
from reporting.sections.denials import denials_build
from reporting.sections.evaluation import evaluation_build
from reporting.sections.queries import queries_build
from reporting.sections.summary import summary_build
from reporting.sections.turnaround import turnaround_build

SECTIONS = (
    ReportSection(
        "summary", "Key figures", "reports/sections/summary.html", summary_build, 0, ("R108",)
    ),
    ReportSection(
        "evaluation",
        "E/M distribution per physician",
        "reports/sections/evaluation.html",
        evaluation_build,
        10,
        ("R107",),
    ),
    ReportSection(
        "turnaround",
        "Turnaround: average and range",
        "reports/sections/turnaround.html",
        turnaround_build,
        20,
        ("R107",),
    ),
    ReportSection(
        "queries",
        "Provider queries: volume and resolution",
        "reports/sections/queries.html",
        queries_build,
        30,
        ("R70", "R71", "R107"),
    ),
    ReportSection(
        "denials",
        "Coding denials: root cause",
        "reports/sections/denials.html",
        denials_build,
        40,
        ("R107",),
    ),
    ReportSection(
        "accuracy",
        "Accuracy audit results",
        "reports/sections/accuracy.html",
        accuracy_build,
        50,
        ("R87", "R91", "R107"),
    ),
    ReportSection(
        "compliance",
        "New and deleted codes",
        "reports/sections/compliance.html",
        compliance_build,
        60,
        ("R45", "R107"),
    ),
)


def register() -> None:
    for section in SECTIONS:
        report_sections.register(section)
