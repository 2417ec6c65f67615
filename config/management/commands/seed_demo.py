"""Makes the demo engagement (slug "demo") with closed months of history; prints the sign-ins.

Everything in it is invented and marked as demo. Run again, it changes nothing.
"""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.history.cast import PASSWORD, PEOPLE
from config.history.seeding import demo_seed
from config.history.setup import ADMIN_EMAIL, TOTP_SECRET
from engagements.kernel.errors import DomainError
from engagements.kernel.scope import engagement_transaction
from engagements.kernel.tasks import enqueue_named
from engagements.roles import MFA_SIDES, Role
from engagements.selectors import system_actor
from reporting.services import month_to_publish


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--months", type=int, default=3, help="Closed months (default 3).")
        parser.add_argument("--per-day", type=int, default=6, help="Charts a day (default 6).")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("PRODUCTION is on: the passwords of the demo's people are public.")
        try:
            engagement = demo_seed(
                months=options["months"], per_day=options["per_day"], say=self.stdout.write
            )
        except DomainError as error:
            raise CommandError(str(error)) from error
        with engagement_transaction(engagement.pk):
            month = month_to_publish(system_actor(engagement))
            if month is not None:
                enqueue_named(
                    "reporting.report_publish",
                    engagement_id=engagement.pk,
                    month=month.isoformat(),
                    trigger="demo",
                )
        self.sign_ins()

    def sign_ins(self) -> None:
        """One line per persona. Roles that must have a second factor share the demo's secret."""
        self.stdout.write("\nSign in to the demo with:")
        self.stdout.write(f"  {'e-mail':28} {'password':20} {'second factor':14} role")
        rows = [
            (p.email, p.kind in MFA_SIDES, ", ".join(Role(r).label for r in p.roles))
            for p in PEOPLE
        ]
        for email, factor, role in [*rows, (ADMIN_EMAIL, True, "Platform admin")]:
            asked = "TOTP" if factor else "none"
            self.stdout.write(f"  {email:28} {PASSWORD:20} {asked:14} {role}")
        self.stdout.write(
            f"  TOTP secret of the demo: {TOTP_SECRET}\n"
            "  Code of this moment: .venv/bin/python manage.py demo_code\n"
        )
