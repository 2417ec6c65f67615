"""Lists the requirement ids, the tests that prove each, and those that nothing proves yet."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from config.traceability import REQUIREMENTS, covers_marks


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--tests", action="store_true", help="Name every test.")

    def handle(self, *args: Any, **options: Any) -> None:
        found = covers_marks(Path(settings.BASE_DIR) / "tests")
        open_ids = [identifier for identifier in REQUIREMENTS if identifier not in found]
        for identifier in REQUIREMENTS:
            tests = found.get(identifier, [])
            self.stdout.write(f"{identifier:5} {len(tests):3} test{'' if len(tests) == 1 else 's'}")
            if options["tests"]:
                for test in tests:
                    self.stdout.write(f"        {test}")
        done = len(REQUIREMENTS) - len(open_ids)
        self.stdout.write(f"\n{done} of {len(REQUIREMENTS)} requirements have tests.")
        self.stdout.write(f"Nothing proves yet: {', '.join(open_ids) or 'none'}")
