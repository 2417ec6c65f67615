"""Sites, who works there, and from where a payer's charts may be coded."""

import datetime as dt

from django.db import transaction
from django.db.models import Q

from engagements.enums.workforce import PayerScope
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import Document, Payer, ResidencyRule, Site, SiteAssignment, User
from engagements.policies.workforce import ResidencyRulePolicy, SitePolicy
from engagements.selectors import engagement_today
from engagements.services.workforce.keeping import coder_check, row_end, row_keep, row_lock


@transaction.atomic
def site_save(
    *,
    actor: Actor,
    site: Site | None,
    name: str,
    country: str,
    evidence: Document | None = None,
    qa_lead: User | None = None,
    qa_lead_country: str = "",
    note: str = "",
) -> Site:
    """Registers a site or changes what is known of it. A site in use keeps its country."""
    actor.require("workforce.manage")
    if site is None:
        site = Site(engagement=actor.engagement)
    else:
        SitePolicy.check(actor, "workforce.manage", site)
        row_lock(site)
    if site.approved_from is not None and country.upper() != site.country:
        raise DomainError(
            "The site was approved for its country.",
            field="country",
            remedy="Register a new site for the other country.",
        )
    site.name, site.country, site.note = name.strip(), country.upper(), note.strip()
    site.qa_lead, site.qa_lead_country = qa_lead, qa_lead_country.upper()
    site.evidence = evidence or site.evidence
    if site.approved_from is not None:
        _check_abroad(actor, site)
    return row_keep(site)


def _check_abroad(actor: Actor, site: Site) -> None:
    """A site abroad is approved with evidence and a QA lead at home, and keeps both (R50)."""
    home = actor.engagement.practice.country
    if site.country == home:
        return
    if site.evidence_id is None:
        raise DomainError(
            f"{site} lies abroad and has no evidence of its controls.",
            remedy="Have the vendor upload the facility's evidence.",
        )
    if site.qa_lead_id is None or site.qa_lead_country != home:
        raise DomainError(
            f"{site} lies abroad and has no QA lead based in {home}.",
            remedy="Have the vendor name one, with the country.",
        )


@transaction.atomic
def site_approve(
    *, actor: Actor, site: Site, approved_from: dt.date, approved_to: dt.date | None = None
) -> Site:
    """The practice lets charts be coded at the site. Abroad only with evidence and a QA lead at
    home (R50).
    """
    SitePolicy.check(actor, "workforcerule.manage", site)
    row_lock(site)
    _check_abroad(actor, site)
    if site.approved_from is not None and approved_from > site.approved_from:
        raise DomainError(
            f"It is approved since {site.approved_from}, and charts may rest on that.",
            field="approved_from",
            remedy="Keep that day; change the last one.",
        )
    site.approved_from, site.approved_to = approved_from, approved_to
    site.approved_by = actor.user
    return row_keep(site)


@transaction.atomic
def site_close(*, actor: Actor, site: Site, on: dt.date) -> Site:
    """Charts may be coded there up to a day and no longer."""
    SitePolicy.check(actor, "workforcerule.manage", site)
    return row_end(site, field="approved_to", start="approved_from", on=on)


@transaction.atomic
def siteassignment_add(
    *,
    actor: Actor,
    user: User,
    site: Site,
    effective_from: dt.date,
    effective_to: dt.date | None = None,
) -> SiteAssignment:
    """A coder works at a site from a day on; where they worked before ends the day before."""
    coder_check(actor, "workforce.manage", user)
    _check_past(actor, user, effective_from)
    open_ones = SiteAssignment.objects.filter(
        Q(effective_to__isnull=True) | Q(effective_to__gte=effective_from),
        engagement=actor.engagement,
        user=user,
        effective_from__lt=effective_from,
    )
    open_ones.update(effective_to=effective_from - dt.timedelta(days=1))
    return row_keep(
        SiteAssignment(
            engagement=actor.engagement,
            user=user,
            site=site,
            effective_from=effective_from,
            effective_to=effective_to,
            created_by=actor.user,
        )
    )


def _check_past(actor: Actor, user: User, begins: dt.date) -> None:
    """Where somebody has worked up to yesterday stays: the validity of their charts rests on it."""
    today = engagement_today(actor.engagement)
    if begins >= today:
        return
    cut = SiteAssignment.objects.filter(
        Q(effective_to__isnull=True) | Q(effective_to__gte=begins),
        engagement=actor.engagement,
        user=user,
        effective_from__lt=begins,
    ).select_related("site")
    worked = cut.first()
    if worked is not None:
        raise DomainError(
            f"{user} worked at {worked.site} on {begins}, and that stays.",
            field="effective_from",
            remedy=f"Give {today} or a later day.",
        )


@transaction.atomic
def residencyrule_add(
    *,
    actor: Actor,
    scope: str,
    country: str,
    effect: str,
    source: str,
    effective_from: dt.date,
    review_on: dt.date,
    payer: Payer | None = None,
    payer_state: str = "",
    audience: str = "vendor",
    effective_to: dt.date | None = None,
) -> ResidencyRule:
    """Charts of a payer or state may, or may not, be coded from a country, from a day on."""
    actor.require("workforcerule.manage")
    if review_on <= engagement_today(actor.engagement):
        raise DomainError(
            "The review lies in the past.", field="review_on", remedy="Give a later day."
        )
    return row_keep(
        ResidencyRule(
            engagement=actor.engagement,
            scope=scope,
            payer=payer if scope in {PayerScope.PAYER, PayerScope.PAYER_STATE} else None,
            payer_state=payer_state.upper(),
            country=country.upper(),
            effect=effect,
            audience=audience,
            source=source.strip(),
            review_on=review_on,
            effective_from=effective_from,
            effective_to=effective_to,
            created_by=actor.user,
        )
    )


@transaction.atomic
def residencyrule_review(*, actor: Actor, rule: ResidencyRule, review_on: dt.date) -> ResidencyRule:
    """Somebody looked: the rule still holds, and is looked at again on a later day."""
    ResidencyRulePolicy.check(actor, "workforcerule.manage", rule)
    row_lock(rule)
    today = engagement_today(actor.engagement)
    if review_on <= today:
        raise DomainError("The next review lies in the past.", field="review_on")
    rule.reviewed_on, rule.review_on = today, review_on
    return row_keep(rule)


@transaction.atomic
def residencyrule_end(*, actor: Actor, rule: ResidencyRule, on: dt.date) -> ResidencyRule:
    ResidencyRulePolicy.check(actor, "workforcerule.manage", rule)
    return row_end(rule, field="effective_to", start="effective_from", on=on)
