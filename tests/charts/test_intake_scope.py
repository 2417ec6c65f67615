"""R1: charts that the terms leave out are refused at intake, with row, field, value and remedy."""

import csv
import io

import pytest

from charts.importers import COLUMNS, Named
from charts.importers.run import files_import
from charts.models import Chart
from engagements.enums.agreement import Service
from engagements.models import Terms
from tests.charts.test_services_intake import BASE, HEADER, counts

pytestmark = [pytest.mark.django_db, pytest.mark.covers("R1")]


def run(actor, *rows):
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, HEADER)
    writer.writeheader()
    for number, changes in enumerate(rows, 1):
        writer.writerow({"encounter_ref": f"E-{number}"} | BASE | changes)
    file = Named(io.BytesIO(buffer.getvalue().encode()), "list.csv")
    return files_import(actor=actor, files=[file])[0]


def errors_of(batch):
    with batch.error_file.file.open("rb") as file:
        return list(csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig")))


def test_everything_is_covered_where_the_terms_name_nothing(scoped, actor_of):
    batch = run(actor_of("practice_manager"), {}, {"encounter_class": "inpatient"})
    assert counts(batch) == (2, 0, 0, 0)


@pytest.mark.parametrize(
    ("scope", "row", "field"),
    [
        (
            {"scope_classes": ["outpatient"]},
            {"encounter_class": "emergency"},
            "encounter_class",
        ),
        ({"scope_specialties": ["Cardiology"]}, {"specialty": "oncology"}, "specialty"),
        (
            {"scope_services": [s for s in Service.values if s != "icd10pcs_drg"]},
            {"encounter_class": "inpatient"},
            "encounter_class",
        ),
    ],
    ids=["class", "specialty", "inpatient-service"],
)
def test_uncovered_row_is_refused_and_the_others_come_in(scope, row, field, scoped, actor_of):
    Terms.objects.update(**scope)
    manager = actor_of("practice_manager")
    batch = run(manager, {}, row, {})
    assert counts(batch) == (2, 0, 0, 1)
    assert set(Chart.objects.values_list("encounter_ref", flat=True)) == {"E-1", "E-3"}
    (error,) = errors_of(batch)
    assert (error["row"], error["field"], error["value"]) == ("3", field, row[field])
    assert "(version 1)" in error["problem"]
    assert "agree on terms that cover it" in error["remedy"]
    again = run(manager, {}, row, {})
    assert counts(again) == (0, 0, 2, 1)


def test_chart_that_is_in_stays_in_when_the_scope_narrows(scoped, actor_of):
    manager = actor_of("practice_manager")
    run(manager, {"specialty": "oncology"})
    Terms.objects.update(scope_specialties=["cardiology"])
    batch = run(manager, {"specialty": "oncology", "billed_amount": "200.00"}, {})
    assert counts(batch) == (1, 1, 0, 0)
    assert COLUMNS[0].name == "encounter_ref"
