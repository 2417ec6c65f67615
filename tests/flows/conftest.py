"""The flow's own installation."""

from typing import Any

import pytest

LOG_SHOWN = 6000
STATIONS = ("visitor", "people", "intake", "coding", "review", "payers", "month")
pytest.register_assert_rewrite(*(f"tests.flows.{name}" for name in STATIONS))


def pytest_collection_modifyitems(items: list[Any]) -> None:
    for item in items:
        if "flows" in item.path.parts:
            item.add_marker("flow")


@pytest.fixture
def installation(transactional_db, tmp_path_factory):
    """Web server, worker, Redis and SMTP on the test database; they end before it is emptied."""
    from tests.flows.installation import installation as running  # after the registration above

    with running(tmp_path_factory.mktemp("flow")) as everything:
        yield everything
        print(everything.log()[-LOG_SHOWN:])  # noqa: T201 -- shown with a failure
