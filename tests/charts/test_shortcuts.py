"""The shortcut list itself; what the keys do is tried in the browser."""

import re
from collections import Counter

import pytest

from charts.shortcuts import CODING_SHORTCUTS

KEYS = re.compile(r"(Alt\+)?(Ctrl\+)?(Shift\+)?([A-Z]|\?|F[1-9]|Enter)")
TAKEN_BY_BROWSERS = {"Alt+D", "Alt+F", "Alt+E", "Ctrl+N", "Ctrl+T", "Ctrl+W", "Ctrl+L", "Ctrl+P"}


def test_no_two_commands_share_a_key():
    counted = Counter(shortcut.keys for shortcut in CODING_SHORTCUTS)
    assert {keys: n for keys, n in counted.items() if n > 1} == {}


def test_no_two_commands_share_an_id():
    counted = Counter(shortcut.id for shortcut in CODING_SHORTCUTS)
    assert {name: n for name, n in counted.items() if n > 1} == {}


@pytest.mark.parametrize("shortcut", CODING_SHORTCUTS, ids=lambda shortcut: shortcut.id)
def test_every_key_can_be_pressed(shortcut):
    assert KEYS.fullmatch(shortcut.keys)
    assert shortcut.keys not in TAKEN_BY_BROWSERS


def test_only_the_help_key_is_lost_while_typing():
    assert {s.id for s in CODING_SHORTCUTS if "+" not in s.keys} == {"help.open"}
