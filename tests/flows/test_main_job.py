"""The main job, end to end: from a worklist file and a remittance file to the e-mailed PDF.

Every persona works over HTTP against a running installation: web server, Celery worker, Redis
and SMTP are processes and sockets of their own. What the report must say is counted here from
what was done and from the files, not by the product.
"""

import pytest
from django.core.management import call_command

from tests.flows import coding, intake, month, payers, people, review
from tests.flows.cases import order_file
from tests.flows.expected import Expected


@pytest.fixture
def codes(installation, tmp_path):
    """A small release of ICD-10-CM, loaded by its command."""
    release = tmp_path / "icd10cm-order.txt"
    release.write_text(order_file(), encoding="utf-8")
    given = ["--release", "2016", "--effective", "2015-10-01", str(release)]
    call_command("load_codeset", "icd10cm", *given)


@pytest.mark.covers("R13", "R24", "R48", "R53", "R54", "R67", "R69", "R70", "R71", "R85", "R88")
@pytest.mark.covers("R98", "R101", "R102", "R107", "R110", "R114")
def test_from_worklist_and_remittance_to_the_mailed_report(installation, codes, shared_data):
    story = people.cast(installation)
    people.agree_on_the_baa(story)
    people.agree_on_terms(story)
    people.finish_the_setup(story)
    encounters = intake.export_comes_in_once(story, shared_data)
    intake.worklist_comes_in_with_bad_rows(story)
    coding.charts_are_coded_and_asked_about(story)
    coding.second_coder_codes_the_rest(story)
    turnaround = coding.turnarounds(story)
    reviewed = review.charts_are_audited(story)
    review.findings_are_answered(story, reviewed)
    payers.shared_files_come_in(story, shared_data)
    payers.own_claims_come_in(story)
    payers.analyst_names_a_cause(story)
    month.a_month_passes(story)
    expected = Expected(encounters, reviewed, turnaround)
    month.health_page_agrees(story, expected)
    pdf = month.report_is_mailed_once(story)
    text = month.pdf_says(pdf, expected)
    month.nobody_is_named(story, text, shared_data)
    month.quiet_month_sends_nothing(story)
