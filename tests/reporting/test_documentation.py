from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import NoReverseMatch, reverse

from engagements.kernel.metrics import METRICS
from engagements.kernel.metrics.expressions import model_of
from engagements.roles import ACTIONS


@pytest.mark.covers("R87")
def test_metrics_page_is_current():
    """When this fails: manage.py document_metrics --write."""
    call_command("document_metrics", "--check", stdout=StringIO())


@pytest.mark.covers("R87")
def test_every_number_says_what_it_is_and_where_the_definition_comes_from():
    bare = [item.key for item in METRICS.all() if not (item.definition and item.source)]
    assert bare == []


def test_every_family_names_a_list_a_right_and_its_tables():
    missing = []
    for family in METRICS.families.values():
        model_of(family.facts)
        model_of(family.rollup)
        try:
            reverse(family.list_url, kwargs={"engagement": "own"})
        except NoReverseMatch:
            missing.append(family.list_url)
    assert missing == []
    assert {family.action for family in METRICS.families.values()} <= {a.name for a in ACTIONS}
