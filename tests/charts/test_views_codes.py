import datetime as dt

import pytest
from django.urls import reverse

from charts.rows import CodeRow
from charts.services.codesets import codeset_load

URL = "charts:code_search"


@pytest.fixture
def codes(db):
    codeset_load(
        actor=None, kind="icd10cm", name="A", effective_on=dt.date(2026, 1, 1),
        source_sha256="1", rows=[CodeRow("icd10cm", "I10", "Essential <primary> hypertension")],
    )  # fmt: skip


@pytest.fixture
def url(world):
    return reverse(URL, kwargs={"engagement": world.own.slug})


@pytest.mark.usefixtures("codes")
def test_coder_gets_options_of_a_list_box(client_of, url):
    page = client_of("vendor_coder").get(url, {"q": "hyper", "on": "2026-03-02"})
    text = page.content.decode()
    assert 'role="option"' in text
    assert 'data-code="I10"' in text
    assert "Essential &lt;primary&gt; hypertension" in text
    assert 'data-query="hyper"' in text


@pytest.mark.usefixtures("codes")
def test_search_answers_in_json(client_of, url):
    answer = client_of("vendor_coder").get(
        url, {"q": "i10", "on": "2026-03-02", "system": "icd10cm,cpt", "format": "json"}
    )
    assert answer.json() == {
        "query": "i10",
        "codes": [{"system": "icd10cm", "code": "I10", "text": "Essential <primary> hypertension"}],
    }


@pytest.mark.usefixtures("codes")
def test_nothing_found_says_what_to_try(client_of, url):
    page = client_of("vendor_coder").get(url, {"q": "hyper", "on": "2025-03-02"})
    assert 'role="option"' not in page.content.decode()
    assert "No code valid on this date matches" in page.content.decode()


@pytest.mark.parametrize("params", [{"system": "drg"}, {"on": "soon"}])
def test_nonsense_is_a_400_with_a_remedy(client_of, url, params):
    page = client_of("vendor_coder").get(url, {"q": "x", **params})
    assert page.status_code == 400
