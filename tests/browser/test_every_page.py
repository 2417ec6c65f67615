"""No page of the product may break what every page owes, in light, dark and at phone width."""

import pytest

from tests.browser.conftest import COLOUR_RULES, DESKTOP, PHONE
from tests.browser.pages import pages
from tests.permissions.test_walk import routes

# Parts of the walk that may run beside each other.
PARTS = 4
# Pages that must be among those walked: the walk itself is alive.
LANDMARKS = {"engagements:home", "engagements:jobs", "engagements:job", "control:engagements"}


def _faults(someone, shown):
    """What is wrong with one page, each with where."""
    someone.page.set_viewport_size(PHONE)
    page = someone.open(shown.url)
    found = [f"blocked by policy: {text}" for text in someone.blocked()]
    found += [f"script: {text}" for text in someone.problems]
    someone.problems.clear()
    if someone.overflow() > 0:
        found.append(f"phone: {someone.overflow()} px too wide")
    page.set_viewport_size(DESKTOP)
    found += someone.sideways()
    found += [f"light: {text}" for text in someone.violations()]
    someone.theme("dark")
    found += [f"dark: {text}" for text in someone.violations(COLOUR_RULES)]
    return [f"{shown.name} as {shown.role}: {text}" for text in found]


def landmarks_of(part):
    """The landmarks among the routes that this part walks."""
    return LANDMARKS & {route.name for route in routes()[part::PARTS]}


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible_in_both_themes_and_fits_a_phone(part, persona, world, client_of):
    people, faults, seen = {}, [], set()
    for shown in pages(world, client_of, part=part, parts=PARTS):
        if shown.role not in people:
            people[shown.role] = persona(shown.role)
        faults += _faults(people[shown.role], shown)
        seen.add(shown.name)
    assert landmarks_of(part) - seen == set()
    assert faults == [], "\n".join(faults)


def test_the_parts_have_every_landmark():
    assert set().union(*(landmarks_of(part) for part in range(PARTS))) == LANDMARKS
