"""What the agreement adds to the navigation and to the alerts."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from engagements.enums import Side
from engagements.enums.agreement import SignOffSubject
from engagements.kernel.registry import (
    AlertDraft,
    AlertSource,
    NavItem,
    alert_sources,
    nav,
)
from engagements.models import Engagement, Terms
from engagements.roles import Role
from engagements.selectors import baas_of
from engagements.selectors.dates import NOTICE_DAYS, notice_step
from engagements.selectors.incidents import incident_clock, incidents_open
from engagements.selectors.oversight import unsigned_choices
from engagements.selectors.provisions import contract_dates, terms_in_force
from engagements.selectors.vault import (
    VaultEntry,
    subcontractors_of,
    vault_of,
)
from engagements.validators import zone

WATCHERS = (Role.PRACTICE_MANAGER.value, Role.COMPLIANCE_OFFICER.value)
OF_SIDE = {
    Side.PRACTICE.value: WATCHERS,
    Side.VENDOR.value: (Role.VENDOR_LEAD.value,),
}
TERM_ROLES = (Role.PRACTICE_MANAGER.value, Role.VENDOR_LEAD.value)


def _url(engagement: Engagement, name: str, **kwargs: Any) -> str:
    return reverse(f"engagements:{name}", kwargs={"engagement": engagement.slug} | kwargs)


def _end_of(day: dt.date, engagement: Engagement) -> dt.datetime:
    """The first instant at which the day is over, in the engagement's zone."""
    tomorrow = day + dt.timedelta(days=1)
    return dt.datetime.combine(tomorrow, dt.time(), tzinfo=zone(engagement.time_zone))


def document_drafts(engagement: Engagement, now: dt.datetime) -> Iterator[AlertDraft]:
    """Missing, expired and expiring documents, to the side that provides them and its owner."""
    today = now.astimezone(zone(engagement.time_zone)).date()
    url = _url(engagement, "vault")
    for entry in vault_of(engagement):
        word = entry.word(today)
        if word == "missing":
            yield _to(entry, f"document:{entry.kind.value}:missing", "is missing", url)
        if entry.current is None or entry.ends_on is None:
            continue
        key, end = f"document:{entry.current.pk}", entry.ends_on
        if word == "expired":
            yield _to(entry, f"{key}:expired", f"expired on {end}", url, urgent=True)
        elif threshold := notice_step(end, today):
            due = _end_of(end, engagement)
            yield _to(entry, f"{key}:expires:{threshold}", f"ends on {end}", url, due_at=due)


def _to(entry: VaultEntry, key: str, what: str, url: str, **more: Any) -> AlertDraft:
    roles = tuple(dict.fromkeys((*WATCHERS, *OF_SIDE[entry.side])))
    owner = f"Owner: {entry.owner}." if entry.owner else "Nobody is named as its owner."
    return AlertDraft(
        key=key, title=f"{entry.kind.label} {what}", url=url, detail=owner, roles=roles, **more
    )


def contract_drafts(engagement: Engagement, now: dt.datetime) -> Iterator[AlertDraft]:
    """The ends of the BAA and of the contract, and the last day of a notice."""
    today = now.astimezone(zone(engagement.time_zone)).date()
    signed = {"practice_signed_at__isnull": False, "vendor_signed_at__isnull": False}
    baa = baas_of(engagement).filter(**signed).first()
    if baa is not None and baa.expires_on is not None and baa.terminated_on is None:
        yield from _countdown(
            engagement,
            f"baa:{baa.pk}:expires",
            what="The BAA ends",
            end=baa.expires_on,
            today=today,
            page="baa",
        )
    terms = terms_in_force(engagement, today)
    if terms is None or terms.contract_ends_on is None:
        return
    for row in contract_dates(terms, today):
        name = "ends" if row.day == terms.contract_ends_on else "notice"
        key = f"contract:{terms.contract_ends_on}:{name}"
        yield from _countdown(
            engagement, key, what=row.label, end=row.day, today=today, page="terms"
        )


def _countdown(
    engagement: Engagement, key: str, *, what: str, end: dt.date, today: dt.date, page: str
) -> Iterator[AlertDraft]:
    threshold = notice_step(end, today)
    if threshold is None:
        return
    left = (end - today).days
    yield AlertDraft(
        key=f"{key}:{threshold}",
        title=f"{what}: {end}",
        url=_url(engagement, page),
        detail=f"{left} day{'' if left == 1 else 's'} left.",
        roles=(*TERM_ROLES, Role.COMPLIANCE_OFFICER.value),
        urgent=threshold == NOTICE_DAYS[-1],
        due_at=_end_of(end, engagement),
    )


def incident_drafts(engagement: Engagement, now: dt.datetime) -> Iterator[AlertDraft]:
    """Every incident that is not reported yet: at once, again when it is overdue."""
    for incident in incidents_open(engagement):
        clock = incident_clock(incident, now)
        late = clock.word == "overdue"
        yield AlertDraft(
            key=f"incident:{incident.pk}:{'overdue' if late else 'open'}",
            title=f"{incident} is to be reported",
            url=_url(engagement, "incident", incident_id=incident.pk),
            detail=clock.sentence,
            roles=tuple(dict.fromkeys((*WATCHERS, *OF_SIDE[Side.VENDOR.value]))),
            urgent=True,
            due_at=incident.due_at,
        )


def subcontractor_drafts(engagement: Engagement, now: dt.datetime) -> Iterator[AlertDraft]:
    """Whoever works for the vendor without being bound by the same terms."""
    for row in subcontractors_of(engagement).filter(bound_on=None, ended_on=None):
        yield AlertDraft(
            key=f"subcontractor:{row.pk}:unbound",
            title=f"{row} is not bound by the terms of the BAA",
            url=_url(engagement, "vault"),
            roles=(*WATCHERS, *OF_SIDE[Side.VENDOR.value]),
            urgent=True,
        )


def choice_drafts(engagement: Engagement, now: dt.datetime) -> Iterator[AlertDraft]:
    """Proposed terms that wait for somebody of the practice to answer for a choice."""
    for terms in Terms.objects.filter(engagement=engagement, state="proposed"):
        for subject in unsigned_choices(terms):
            yield AlertDraft(
                key=f"terms:{terms.pk}:choice:{subject.value}",
                title=f"Terms version {terms.version}: {SignOffSubject(subject).label.lower()}",
                url=_url(engagement, "terms-detail", terms_id=terms.pk),
                detail="Somebody of the practice answers for it, or the terms are declined.",
                roles=WATCHERS,
            )


SOURCES = (
    ("engagements.documents", document_drafts),
    ("engagements.contract", contract_drafts),
    ("engagements.incidents", incident_drafts),
    ("engagements.subcontractors", subcontractor_drafts),
    ("engagements.choices", choice_drafts),
)
NAVIGATION = (
    ("responsibilities", "Responsibilities", "sitemap", "raci.view"),
    ("vault", "Documents", "archive", "document.view"),
    ("incident-new", "Record an incident", "urgent", "incident.record"),
)


def register() -> None:
    for order, (key, label, icon, action) in enumerate(NAVIGATION):
        nav.register(
            NavItem(
                key=f"engagements.{key}",
                label=label,
                url_name=f"engagements:{key}",
                icon=icon,
                action=action,
                section="Contract and people",
                order=950 + order,
            )
        )
    for key, drafts in SOURCES:
        alert_sources.register(AlertSource(key=key, drafts=drafts))
