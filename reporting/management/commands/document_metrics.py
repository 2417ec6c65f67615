"""`manage.py document_metrics [--write]`: the declared numbers as a page for people."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from reporting.documentation import metrics_page

PAGE = "docs/metrics.md"


class Command(BaseCommand):
    """Prints docs/metrics.md from the registry; writes it, or says whether it is current."""

    help = "Generate docs/metrics.md from the declared numbers."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--write", action="store_true", help=f"write {PAGE}")
        parser.add_argument("--check", action="store_true", help=f"fail where {PAGE} is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        page, text = Path(settings.BASE_DIR) / PAGE, metrics_page()
        if options["write"]:
            page.parent.mkdir(exist_ok=True)
            page.write_text(text, encoding="utf-8")
            self.stdout.write(f"wrote {PAGE}")
        elif options["check"]:
            if not page.exists() or page.read_text(encoding="utf-8") != text:
                raise CommandError(f"{PAGE} is stale: run manage.py document_metrics --write")
        else:
            self.stdout.write(text)
