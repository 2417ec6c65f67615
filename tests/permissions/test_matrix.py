"""The matrix that a compliance officer reads is the one the code enforces."""

from pathlib import Path

import pytest

from config.management.commands.permission_matrix import matrix_csv
from engagements.kernel.actions import UnknownAction, action_get, action_names
from engagements.kernel.views import VIEWS
from engagements.roles import ACTIONS, GRANTS, SIDES, Role

MATRIX = Path(__file__).parent / "matrix.csv"


@pytest.mark.covers("R48", "R132", "R133")
def test_matrix_file_equals_the_code():
    assert MATRIX.read_text(encoding="utf-8") == matrix_csv(), (
        "run: manage.py permission_matrix --write tests/permissions/matrix.csv"
    )


def test_every_grant_names_a_declared_action():
    declared = {action.name for action in ACTIONS}
    assert {name for grants in GRANTS.values() for name in grants} - declared == set()


def test_every_role_has_a_side_and_grants():
    assert set(SIDES) == set(Role)
    assert set(GRANTS) == {*Role, "platform_admin"}


def test_every_view_names_a_declared_action():
    names = set(action_names())
    for view in VIEWS:
        assert {view.action, view.write_action or view.action} <= names, view


def test_unknown_action_raises():
    with pytest.raises(UnknownAction):
        action_get("chart.veiw")
