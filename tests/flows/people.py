"""Who takes part, and how the practice and the vendor come to terms."""

import datetime as dt
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from engagements.enums.agreement import BaaTerm
from engagements.kernel.scope import engagement_transaction
from engagements.models import BusinessAssociateAgreement, Engagement, User
from engagements.roles import MFA_SIDES, SIDES, Role
from engagements.services import membership_grant
from tests.factories.world import PASSWORD, engagement_with_people, user
from tests.flows.cases import NPI
from tests.flows.installation import Installation
from tests.flows.visitor import Page, Visitor

SECOND_CODER = "second_coder"
# As long as a salt must be: for a shorter one the first sign-in hashes the password anew.
SALT = "salt-of-the-flows-tests"
RECIPIENTS = ("cfo@harbor.example", "manager@harbor.example")
SIGNATURE = {"name": "Ann Lee", "title": "Chief executive", "authorized": "on"}


@dataclass
class Story:
    """One engagement, its people, and the installation they use."""

    engagement: Engagement
    users: dict[str, User]
    installed: Installation
    visitors: dict[str, Visitor] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.engagement.time_zone)

    @property
    def month(self) -> dt.date:
        """The month that closed last where the engagement is."""
        today = timezone.now().astimezone(self.zone).date()
        return (today.replace(day=1) - dt.timedelta(days=1)).replace(day=1)

    @property
    def begins(self) -> dt.date:
        """Long enough ago that nothing old falls due in the reported month."""
        return self.month - dt.timedelta(days=40)

    def path(self, path: str) -> str:
        return f"/e/{self.engagement.slug}/{path}"

    def visitor(self, who: str) -> Visitor:
        """Signed in over HTTP at the first call: vendor and auditor with their second factor."""
        if who not in self.visitors:
            person = self.users[who]
            visitor = Visitor(self.installed.url, person.email)
            side = SIDES[Role.VENDOR_CODER if who == SECOND_CODER else Role(who)]
            factor = side in MFA_SIDES
            (visitor.sign_in_with_factor if factor else visitor.sign_in)(PASSWORD)
            self.visitors[who] = visitor
        return self.visitors[who]

    def get(self, who: str, path: str, **more: Any) -> Page:
        return self.visitor(who).get(self.path(path), **more)


def cast(installed: Installation) -> Story:
    """The engagement with everybody in it, its contract still to be made; and a quiet one."""
    with transaction.atomic():
        made: dict[tuple[str, str], User] = {}
        engagement = engagement_with_people("harbor", made)
        second = user("second_coder@harbor.example", engagement.vendor)
        membership_grant(
            actor=None, engagement=engagement, user=second, role=Role.VENDOR_CODER.value
        )
        engagement_with_people("quiet", made)
        # The passwords are hashed as the installation's own settings want them.
        User.objects.update(password=PBKDF2PasswordHasher().encode(PASSWORD, SALT))
    users = {role: person for (label, role), person in made.items() if label == "harbor"}
    return Story(engagement, users | {SECOND_CODER: second}, installed)


def agree_on_the_baa(story: Story) -> None:
    """Until both have signed, the vendor reaches no chart."""
    manager, lead = story.visitor("practice_manager"), story.visitor("vendor_lead")
    page = manager.get(story.path("baa/new/"))
    terms = list(BaaTerm.values)
    manager.submit(
        page,
        effective_on=story.begins.isoformat(),
        breach_notice_hours="24",
        required_terms=terms,
        document=SimpleUploadedFile("baa.pdf", b"%PDF-1.7 the agreement"),
    )
    with engagement_transaction(story.engagement.pk):
        baa = BusinessAssociateAgreement.objects.get()
    sign = story.path(f"baa/{baa.pk}/sign/")
    manager.submit(manager.get(sign), **SIGNATURE)
    story.get("vendor_coder", "charts/worklist/", status=403)
    lead.submit(lead.get(sign), **SIGNATURE | {"name": "Bo Diaz"})
    story.get("vendor_coder", "charts/worklist/")
    # They signed when it took effect: clocks of documentation completed since then run from it.
    begun = dt.datetime.combine(story.begins, dt.time(12), tzinfo=story.zone)
    with engagement_transaction(story.engagement.pk):
        BusinessAssociateAgreement.objects.update(practice_signed_at=begun, vendor_signed_at=begun)


def agree_on_terms(story: Story) -> None:
    """The offered terms with every clock's basis chosen: 48 hours, 8 where urgent, floor 95 %."""
    manager, lead = story.visitor("practice_manager"), story.visitor("vendor_lead")
    page = manager.get(story.path("terms/propose/"))
    page = manager.submit(
        page,
        effective_from=story.begins.isoformat(),
        query_window_basis="elapsed",
        **{f"turnaround-{row}-basis": "elapsed" for row in range(3)},
    )
    page = lead.submit(lead.get(page.path), "accept/")
    assert "Harbor Vendor on these terms" in page.text or "Version 1" in page.text


def finish_the_setup(story: Story) -> None:
    """Provider who answers queries, and who receives the report."""
    manager = story.visitor("practice_manager")
    manager.submit(
        manager.get(story.path("providers/new/")),
        npi=NPI,
        name="Dr. Pat Rivera",
        specialty="family_medicine",
        user=story.users["provider"].pk,
    )
    for email in RECIPIENTS:
        page = manager.get(story.path("recipients/"))
        manager.submit(page, email=email, name="Receives the report")
