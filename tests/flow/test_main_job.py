"""The main job, end to end: from a worklist file and a remittance file to the e-mailed PDF.

Every persona works over HTTP against a running installation: web server, Celery worker, Redis
and SMTP are processes and sockets of their own.
"""

import pytest
from django.core.management import call_command

from tests.flow import coding, intake, people
from tests.flow.cases import order_file


@pytest.mark.covers("R13", "R24", "R53", "R54", "R67", "R69")
def test_from_worklist_and_remittance_to_the_mailed_report(installation, shared_data, tmp_path):
    release = tmp_path / "icd10cm-order.txt"
    release.write_text(order_file(), encoding="utf-8")
    call_command(
        "load_codeset", "icd10cm", "--release", "2016", "--effective", "2015-10-01", str(release)
    )
    story = people.cast(installation)
    people.agree_on_the_baa(story)
    people.agree_on_terms(story)
    people.finish_the_setup(story)
    intake.export_comes_in_once(story, shared_data)
    intake.worklist_comes_in_with_bad_rows(story)
    coding.charts_are_coded_and_asked_about(story)
    coding.second_coder_codes_the_rest(story)
    coding.everything_was_coded(story)
