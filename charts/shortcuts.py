"""The keyboard commands of the coding page: one list for the page, its help and the tests.

A key is written as the browser names it: optional `Alt+`, `Ctrl+`, `Shift+` in that order, then
the key. Commands that must work while typing carry a modifier; `static/js/shortcuts.js` binds
them, and a person may bind other keys on the help sheet.
"""

from dataclasses import dataclass
from enum import StrEnum


class ShortcutGroup(StrEnum):
    CHART = "Chart"
    CODES = "Codes"
    LINES = "Lines"
    HELP = "Help"


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One command: what it does, and the key it has until somebody changes it."""

    id: str
    label: str
    keys: str
    group: ShortcutGroup


CODING_SHORTCUTS: tuple[Shortcut, ...] = (
    Shortcut("chart.open", "Open the chart in the EHR", "Alt+O", ShortcutGroup.CHART),
    Shortcut("chart.reviewed", "Documentation reviewed", "Alt+R", ShortcutGroup.CHART),
    Shortcut("chart.query", "Ask a query", "Alt+Q", ShortcutGroup.CHART),
    Shortcut("chart.save", "Save the draft", "Alt+S", ShortcutGroup.CHART),
    Shortcut("chart.attest", "Attest and go to next", "Alt+A", ShortcutGroup.CHART),
    Shortcut("chart.next", "Next chart", "Alt+N", ShortcutGroup.CHART),
    Shortcut("chart.pend", "Set pending, with the reason", "Alt+W", ShortcutGroup.CHART),
    Shortcut("chart.put_back", "Put the chart back", "Alt+U", ShortcutGroup.CHART),
    Shortcut("codes.diagnosis", "Find a diagnosis code", "Alt+I", ShortcutGroup.CODES),
    Shortcut("codes.procedure", "Find a procedure code", "Alt+P", ShortcutGroup.CODES),
    Shortcut("lines.next", "Next line", "Alt+J", ShortcutGroup.LINES),
    Shortcut("lines.previous", "Previous line", "Alt+K", ShortcutGroup.LINES),
    Shortcut("lines.remove", "Remove the line", "Alt+X", ShortcutGroup.LINES),
    Shortcut("lines.error", "Next problem", "Alt+G", ShortcutGroup.LINES),
    Shortcut("help.open", "Show the shortcuts", "?", ShortcutGroup.HELP),
)
