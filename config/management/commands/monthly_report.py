"""Publishes a closed month of an engagement: freezes, renders, and with --send mails it.

With --span week or quarter, the week or quarter of the day.
"""

import datetime as dt
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from engagements.kernel.errors import DomainError
from engagements.kernel.scope import engagement_transaction
from engagements.selectors import engagement_by_slug, system_actor
from reporting.enums import ReportSpan
from reporting.services import report_publish
from reporting.spans import sentence_start


def month(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text if text.count("-") > 1 else f"{text}-01")
    except ValueError:
        raise ArgumentTypeError(
            f"{text!r} is no month; write it as YYYY-MM, a day of a week as YYYY-MM-DD"
        ) from None


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engagement", required=True, metavar="SLUG")
        parser.add_argument("--month", required=True, type=month, metavar="YYYY-MM")
        parser.add_argument("--span", choices=ReportSpan.values, default=ReportSpan.MONTH.value)
        parser.add_argument("--output", type=Path, help="Also write the PDF to this file.")
        parser.add_argument("--send", action="store_true", help="Mail it to the recipients.")

    def handle(self, *args: Any, **options: Any) -> None:
        engagement = engagement_by_slug(options["engagement"])
        if engagement is None:
            raise CommandError(f"There is no engagement {options['engagement']!r}.")
        actor = system_actor(engagement)
        try:
            report = report_publish(
                actor=actor,
                month=options["month"],
                trigger="command",
                send=options["send"],
                span=options["span"],
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        name = sentence_start(report.label)
        with engagement_transaction(engagement.pk):
            if report.pdf is None:
                self.stdout.write(f"{name}: no data, nothing was rendered or sent.")
                return
            with report.pdf.file.open("rb") as file:
                content = file.read()
        if options["output"]:
            options["output"].write_bytes(content)
        self.stdout.write(f"{name}: {report.get_state_display()}, SHA-256 {report.pdf_sha256}")
