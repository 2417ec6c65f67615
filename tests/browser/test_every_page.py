"""No page of the product may break what every page owes, in light, dark and at phone width."""

import pytest

from tests.browser.conftest import COLOUR_RULES, PHONE
from tests.browser.pages import addresses, is_page
from tests.permissions.test_walk import routes

# Parts of the walk that may run beside each other.
PARTS = 4
# A small laptop: nobody scrolls a list sideways on it before they add columns themselves.
LAPTOP = {"width": 1280, "height": 800}
# Pages that must be among those walked: the walk itself is alive.
LANDMARKS = {"engagements:home", "engagements:jobs", "engagements:job", "control:engagements"}


def _on_a_phone(someone):
    return [f"phone: {someone.overflow()} px too wide"] if someone.overflow() > 0 else []


def _on_a_laptop(someone):
    found = someone.sideways()
    found += [f"light: {text}" for text in someone.violations()]
    someone.theme("dark")
    return found + [f"dark: {text}" for text in someone.violations(COLOUR_RULES)]


def _faults(someone):
    """What is wrong with the page that somebody has open, in its first width and in the other."""
    found = [f"blocked by policy: {text}" for text in someone.blocked()]
    found += [f"script: {text}" for text in someone.problems]
    someone.problems.clear()
    looks = [(PHONE, _on_a_phone), (LAPTOP, _on_a_laptop)]
    if someone.page.viewport_size == LAPTOP:
        looks.reverse()
    for size, look in looks:
        if someone.page.viewport_size != size:
            someone.page.set_viewport_size(size)
        found += look(someone)
    return found


def landmarks_of(part):
    """The landmarks among the routes that this part walks."""
    return LANDMARKS & {route.name for route in routes()[part::PARTS]}


@pytest.mark.parametrize("part", range(PARTS))
def test_every_page_is_accessible_in_both_themes_and_fits_a_phone(part, persona, world):
    people, faults, seen = {}, [], set()
    for address in addresses(world, part=part, parts=PARTS):
        for role in address.roles:
            if role not in people:
                people[role] = persona(role, phone=True)
            response = people[role].goto(address.url)
            if is_page(response):
                seen.add(address.name)
                faults += [f"{address.name} as {role}: {text}" for text in _faults(people[role])]
            if response is None or response.status == 200:
                break
    assert landmarks_of(part) - seen == set()
    assert faults == [], "\n".join(faults)


def test_the_parts_have_every_landmark():
    assert set().union(*(landmarks_of(part) for part in range(PARTS))) == LANDMARKS
