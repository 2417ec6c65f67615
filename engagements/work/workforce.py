"""What the workforce adds: navigation, cards of "My work", alerts, guidance beside the chart."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from engagements.kernel.policy import Actor
from engagements.kernel.registry import (
    AlertDraft,
    AlertSource,
    ChartPanel,
    NavItem,
    WorkCard,
    WorkSource,
    alert_sources,
    chart_panels,
    my_work,
    nav,
)
from engagements.models import Credential, Engagement, ResidencyRule
from engagements.roles import Role
from engagements.selectors import engagement_today
from engagements.selectors.dates import NOTICE_DAYS, in_force, notice_step
from engagements.selectors.workforce.guidance import (
    instructions_of_chart,
    notices_of_chart,
    unread_by_notice,
)
from engagements.selectors.workforce.mine import own_records
from engagements.selectors.workforce.people import coders
from engagements.selectors.workforce.training import bound_coders, campaigns_running
from engagements.validators import zone

LEADS = (Role.VENDOR_LEAD.value, Role.PRACTICE_MANAGER.value)
OVERSEERS = (Role.PRACTICE_MANAGER.value, Role.COMPLIANCE_OFFICER.value)
TRAINING_NOTICE = dt.timedelta(days=30)
REVIEW_NOTICE = dt.timedelta(days=30)


def _url(engagement: Engagement, name: str, **keys: int) -> str:
    return reverse(f"engagements:{name}", kwargs={"engagement": engagement.slug, **keys})


# --- "My work"


def cards(actor: Actor) -> list[WorkCard]:
    found = _own_cards(actor) if actor.can("coding.write") and actor.can("guidance.view") else []
    if actor.can("credential.verify"):
        waiting = Credential.objects.filter(engagement=actor.engagement, verified_on=None).count()
        url = f"{_url(actor.engagement, 'credential-list')}?standing=unverified"
        if waiting:
            found.append(WorkCard("Credentials to verify", waiting, url, "certificate"))
    return found


def _own_cards(actor: Actor) -> list[WorkCard]:
    own = own_records(actor)
    url = _url(actor.engagement, "workforce-mine")
    today = engagement_today(actor.engagement)
    late = sum(campaign.due_on < today for campaign in own.training)
    soon = [cell for cell in own.held if cell.standing.word in {"due_soon", "expired"}]
    rows = (
        ("Trainings due", len(own.training), "presentation", late),
        ("Notices to read", len(own.notices), "news", 0),
        ("Instructions to acknowledge", len(own.instructions), "book", 0),
        ("Your credentials that end soon", len(soon), "certificate", 0),
    )
    return [WorkCard(title, n, url, icon, urgent) for title, n, icon, urgent in rows if n]


# --- Beside the chart


def chart_guidance(actor: Actor, chart: Any) -> dict[str, Any]:
    """Instructions and notices that are about the chart on its date of service."""
    return {
        "instructions": list(instructions_of_chart(actor, chart)),
        "notices": list(notices_of_chart(actor, chart)),
        "acknowledges": actor.can("coding.write"),
        "engagement": actor.engagement,
    }


# --- Alerts


def drafts(engagement: Engagement, now: dt.datetime) -> Iterator[AlertDraft]:
    today = now.astimezone(zone(engagement.time_zone)).date()
    yield from expiring(engagement, today)
    yield from training_open(engagement, today)
    yield from unread(engagement, today)
    yield from reviews(engagement, today)


def expiring(engagement: Engagement, today: dt.date) -> Iterator[AlertDraft]:
    """90, 60 and 30 days ahead, and once it is over: to the coder and to the leads.

    A credential that is renewed already is nobody's worry.
    """
    horizon = today + dt.timedelta(days=NOTICE_DAYS[0])
    rows = Credential.objects.filter(
        engagement=engagement, expires_on__lte=horizon, revoked_on=None, user__is_active=True
    ).select_related("user", "kind")
    later = {
        (row.user_id, row.kind_id): row.expires_on or dt.date.max
        for row in Credential.objects.filter(engagement=engagement, revoked_on=None).order_by(
            "issued_on"
        )
    }
    people = set(coders(engagement).values_list("pk", flat=True))
    for row in rows:
        if row.expires_on is None or row.user_id not in people:
            continue
        if later[row.user_id, row.kind_id] > row.expires_on:
            continue
        yield from _expiry(engagement, row, row.expires_on, today)


def _expiry(
    engagement: Engagement, row: Credential, end: dt.date, today: dt.date
) -> Iterator[AlertDraft]:
    step = notice_step(end, today)
    key = f"credential:{row.pk}:" + (f"expires:{step}" if step else "expired")
    when = f"expires on {end}" if step else f"expired on {end}"
    detail = "After that no chart that needs it is given out."
    urgent = step in {None, NOTICE_DAYS[-1]}
    yield AlertDraft(
        key,
        f"{row.kind.code} of {row.user} {when}",
        f"{_url(engagement, 'credential-list')}?standing=expiring",
        detail,
        roles=LEADS,
        urgent=urgent,
    )
    yield AlertDraft(
        f"{key}:own",
        f"Your {row.kind.code} {when}",
        _url(engagement, "workforce-mine"),
        detail,
        user_id=row.user_id,
        urgent=urgent,
    )


def training_open(engagement: Engagement, today: dt.date) -> Iterator[AlertDraft]:
    """From 30 days before the due day on: to each coder who has not completed it, and to the
    leads in one line that says how many; past due it is another matter, and urgent.
    """
    for campaign in campaigns_running(engagement, today).filter(
        due_on__lte=today + TRAINING_NOTICE
    ):
        done = set(campaign.completions.values_list("user_id", flat=True))
        bound = list(bound_coders(engagement, campaign.audience))
        missing = [person for person in bound if person.pk not in done]
        late = campaign.due_on < today
        for person in missing:
            yield AlertDraft(
                f"training:{campaign.pk}:user:{person.pk}",
                f"{campaign.title} is due on {campaign.due_on}",
                _url(engagement, "workforce-mine"),
                f"For dates of service from {campaign.affected_from}.",
                user_id=person.pk,
                urgent=late,
            )
        if missing:
            due = "was due" if late else "is due"
            yield AlertDraft(
                f"training:{campaign.pk}:{'overdue' if late else 'missing'}",
                f"{_share(len(missing), len(bound))} not completed {campaign.title}",
                f"{_url(engagement, 'training')}?missing={campaign.pk}",
                f"It {due} on {campaign.due_on}, for dates of service from"
                f" {campaign.affected_from}.",
                roles=LEADS,
                urgent=late,
            )


def unread(engagement: Engagement, today: dt.date) -> Iterator[AlertDraft]:
    """To each coder who has not read a notice; from the day after it was published on, to the
    leads in one line per notice that says how many.
    """
    for found in unread_by_notice(engagement, today):
        notice = found.notice
        url = _url(engagement, "notice", notice_id=notice.pk)
        detail = f"In force from {notice.effective_from}."
        for person in found.missing:
            yield AlertDraft(
                f"notice:{notice.pk}:unread:{person.pk}",
                f"Read: {notice.title}",
                url,
                detail,
                user_id=person.pk,
            )
        if notice.published_at.astimezone(zone(engagement.time_zone)).date() < today:
            yield AlertDraft(
                f"notice:{notice.pk}:unread",
                f"{_share(len(found.missing), found.coders)} not read: {notice.title}",
                f"{url}?missing=1",
                detail,
                roles=LEADS,
            )


def _share(missing: int, whole: int) -> str:
    coders_have = f"coder{'' if whole == 1 else 's'} {'has' if missing == 1 else 'have'}"
    return f"{missing} of {whole} {coders_have}"


def reviews(engagement: Engagement, today: dt.date) -> Iterator[AlertDraft]:
    rows = ResidencyRule.objects.filter(
        in_force(today), engagement=engagement, review_on__lte=today + REVIEW_NOTICE
    )
    for rule in rows:
        yield AlertDraft(
            f"residency:{rule.pk}:review:{rule.review_on}",
            f"A residency rule is to be reviewed by {rule.review_on}",
            _url(engagement, "sites"),
            rule.source[:200],
            roles=OVERSEERS,
            urgent=rule.review_on < today,
        )


def register() -> None:
    nav.register(
        NavItem(
            key="workforce",
            label="Roster and credentials",
            url_name="engagements:workforce",
            icon="users",
            action="guidance.view",
            section="Workforce",
            order=800,
            whole="workforce.view",
            part="Notices and instructions",
        )
    )
    my_work.register(WorkSource(key="engagements.workforce", cards=cards, order=60))
    alert_sources.register(AlertSource(key="engagements.workforce", drafts=drafts, order=60))
    chart_panels.register(
        ChartPanel(
            key="guidance",
            title="Instructions and notices",
            template="engagements/workforce/_guidance.html",
            action="guidance.view",
            context=chart_guidance,
            order=15,
            coding_page=True,
        )
    )
