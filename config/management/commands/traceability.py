"""Lists the requirement ids, the tests that prove each, and what nothing proves yet."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from config.open_parts import OPEN_PARTS
from config.traceability import REQUIREMENTS, covers_marks


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tests", action="store_true", help="Name every test.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = covers_marks(Path(settings.BASE_DIR) / "tests")
        for identifier in REQUIREMENTS:
            tests = found.get(identifier, [])
            self.stdout.write(_line(identifier, len(tests)))
            if options["tests"]:
                for test in tests:
                    self.stdout.write(f"        {test}")
        unproven = [identifier for identifier in REQUIREMENTS if identifier not in found]
        partly = [identifier for identifier in OPEN_PARTS if identifier in found]
        done = len(REQUIREMENTS) - len(unproven)
        self.stdout.write(
            f"\n{done} of {len(REQUIREMENTS)} requirements have tests:"
            f" {done - len(partly)} for the whole of it, {len(partly)} for a part."
        )
        self.stdout.write(f"Nothing proves yet: {', '.join(unproven) or 'none'}")


def _line(identifier: str, count: int) -> str:
    line = f"{identifier:5} {count:3} test{' ' if count == 1 else 's'}"
    return f"{line}  in part; open: {OPEN_PARTS[identifier]}" if identifier in OPEN_PARTS else line
