"""What the engagement itself adds to the navigation and to "My work"."""

from datetime import timedelta

from django.urls import reverse

from engagements.enums import PARTIES
from engagements.kernel.policy import Actor
from engagements.kernel.registry import NavItem, WorkCard, WorkSource, my_work, nav
from engagements.selectors import (
    baa_current,
    baa_standing,
    baas_of,
    engagement_today,
    setup_steps,
    terms_waiting,
)

EXPIRY_NOTICE = timedelta(days=60)
SECTION = "Contract and people"

NAVIGATION = (
    ("setup", "Set-up", "checklist", "member.view"),
    ("people", "People and roles", "users", "member.view"),
    ("baa", "BAA", "signature", "baa.view"),
    ("terms", "Terms", "file-text", "terms.view"),
    ("calendars", "Calendars", "calendar", "calendar.view"),
    ("providers", "Provider directory", "stethoscope", "provider.view"),
    ("recipients", "Report recipients", "mail", "recipient.manage"),
    ("access-log", "Access log", "eye", "accesslog.view"),
    ("jobs", "Jobs", "hourglass", "job.view"),
)


def _url(actor: Actor, name: str) -> str:
    return reverse(f"engagements:{name}", kwargs={"engagement": actor.engagement.slug})


def baa_cards(actor: Actor) -> list[WorkCard]:
    """An agreement that waits for one's signature, and the end of the one in force while none is
    signed to follow it.
    """
    if not actor.can("baa.view"):
        return []
    latest, current = baas_of(actor.engagement).first(), baa_current(actor.engagement)
    if latest is None or current is None or not actor.can("baa.sign"):
        return []
    drafted = baa_standing(latest, actor.engagement)
    standing = baa_standing(current, actor.engagement)
    url = _url(actor, "baa")
    signs = actor.side in PARTIES
    cards = []
    if drafted.word == "unsigned" and signs and getattr(latest, f"{actor.side}_signed_at") is None:
        cards.append(WorkCard("The BAA waits for your signature", 1, url, "signature", 1))
    if standing.word == "expired":
        cards.append(WorkCard("The BAA has expired", 1, url, "signature", 1, standing.sentence))
    end = min((day for day in (current.expires_on, current.terminated_on) if day), default=None)
    soon = end is not None and end - engagement_today(actor.engagement) <= EXPIRY_NOTICE
    if standing.word == "in_force" and soon and drafted.word != "scheduled":
        cards.append(WorkCard("The BAA ends soon", 1, url, "signature", 0, standing.sentence))
    return cards


def terms_cards(actor: Actor) -> list[WorkCard]:
    """Proposals of the other side."""
    if not actor.can("terms.accept"):
        return []
    waiting = terms_waiting(actor.engagement, actor.side).count()
    if not waiting:
        return []
    return [WorkCard("Terms wait for your side", waiting, _url(actor, "terms"), "file-text")]


def setup_cards(actor: Actor) -> list[WorkCard]:
    """What is missing, for those who can do something about it."""
    if not actor.can("engagement.configure"):
        return []
    missing = [step for step in setup_steps(actor.engagement) if not step.done]
    if not missing:
        return []
    gates = sum(step.gate for step in missing)
    detail = f"Next: {missing[0].title}"
    url = _url(actor, "setup")
    return [WorkCard("Steps of the set-up", len(missing), url, "checklist", gates, detail)]


def contract_cards(actor: Actor) -> list[WorkCard]:
    return [*baa_cards(actor), *terms_cards(actor), *setup_cards(actor)]


def register() -> None:
    for order, (key, label, icon, action) in enumerate(NAVIGATION):
        nav.register(
            NavItem(
                key=f"engagements.{key}",
                label=label,
                url_name=f"engagements:{key}",
                icon=icon,
                action=action,
                section=SECTION,
                order=900 + order,
            )
        )
    my_work.register(WorkSource(key="engagements.contract", cards=contract_cards, order=10))
