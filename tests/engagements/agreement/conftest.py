"""Days of an engagement are days of its zone."""

import pytest

from engagements.selectors import engagement_today


@pytest.fixture
def today(world):
    return engagement_today(world.own)
