"""The menu says where one is."""

import re

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db

MARKED = re.compile(r'aria-current="page">.*?<span class="side-word">(.*?)</span>')


@pytest.mark.parametrize(
    ("url_name", "link"),
    [
        ("engagements:home", "My work"),
        ("charts:chart_list", "Charts"),
        ("charts:late_list", "Late charts"),
        ("charts:board", "Board"),
        ("charts:queues", "Board"),
        ("charts:rules", "Board"),
        ("charts:parallel", "Transition"),
        ("engagements:phases", "Transition"),
    ],
)
def test_the_link_by_which_one_came_is_marked(world, client_of, url_name, link):
    page = client_of("vendor_lead").get(reverse(url_name, kwargs={"engagement": world.own.slug}))
    sidebar = page.text.partition('<nav class="offcanvas-body"')[2].partition("</nav>")[0]
    assert MARKED.findall(sidebar) == [link]
