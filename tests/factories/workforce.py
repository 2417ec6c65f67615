"""Rows of the workforce for tests. All need the scope of their engagement."""

import datetime as dt
from typing import Any

from django.utils import timezone

from engagements.models import (
    Credential,
    CredentialKind,
    Instruction,
    LeavePeriod,
    RegulatoryNotice,
    ResidencyRule,
    RosterEntry,
    Site,
    SpecialtyCover,
    SpecialtyRisk,
    SpecialtyRule,
    TrainingCampaign,
)
from tests.factories import days
from tests.factories.world import World

YEAR = dt.timedelta(days=365)


def kind(world: World, code: str = "CPC", level: str = "general") -> CredentialKind:
    made, _ = CredentialKind.objects.get_or_create(
        engagement=world.own, code=code, defaults={"body": "aapc", "title": code, "level": level}
    )
    return made


def credential(world: World, **fields: Any) -> Credential:
    """The vendor coder's, entered and not verified."""
    given = {"user": world.user("vendor_coder"), "number": "0123", "issued_on": days.today() - YEAR}
    given["kind"] = fields.pop("kind", None) or kind(world)
    return Credential.objects.create(engagement=world.own, **(given | fields))


def rule(world: World, **fields: Any) -> SpecialtyRule:
    given = {
        "scope": "specialty",
        "specialty": "cardiology",
        "codes": ["CCC"],
        "effective_from": days.today(),
    }
    return SpecialtyRule.objects.create(engagement=world.own, **(given | fields))


def risk(world: World, **fields: Any) -> SpecialtyRisk:
    given = {
        "specialty": "cardiology",
        "key": "bundling",
        "title": "Bundled procedures",
        "check_text": "Is a component billed beside the whole?",
        "weight": "2",
        "effective_from": days.today() - YEAR,
    }
    return SpecialtyRisk.objects.create(engagement=world.own, **(given | fields))


def campaign(world: World, **fields: Any) -> TrainingCampaign:
    given = {
        "title": "CPT of next year",
        "code_set": "CPT",
        "announced_on": days.today(),
        "due_on": days.today() + dt.timedelta(days=20),
        "affected_from": days.today() + dt.timedelta(days=30),
    }
    return TrainingCampaign.objects.create(engagement=world.own, **(given | fields))


def notice(world: World, **fields: Any) -> RegulatoryNotice:
    given = {
        "kind": "coverage",
        "title": "A changed LCD",
        "body": "New limits.",
        "source": "LCD",
        "scope": "every",
        "effective_from": days.today(),
        "published_at": timezone.now(),
    }
    return RegulatoryNotice.objects.create(engagement=world.own, **(given | fields))


def instruction(world: World, **fields: Any) -> Instruction:
    given = {
        "code": "modifier-25",
        "version": 1,
        "title": "Modifier 25",
        "body": "Only with a separate note.",
        "scope": "every",
        "effective_from": days.today() - dt.timedelta(days=30),
    }
    return Instruction.objects.create(engagement=world.own, **(given | fields))


def site(world: World, **fields: Any) -> Site:
    given = {"name": "Main office", "country": "US", "approved_from": days.today() - YEAR}
    return Site.objects.create(engagement=world.own, **(given | fields))


def residency(world: World, **fields: Any) -> ResidencyRule:
    given = {
        "scope": "state",
        "payer_state": "TX",
        "country": "IN",
        "effect": "forbidden",
        "source": "Manual 4.2",
        "effective_from": days.today(),
        "review_on": days.today() + YEAR,
    }
    return ResidencyRule.objects.create(engagement=world.own, **(given | fields))


def entry(world: World, **fields: Any) -> RosterEntry:
    given = {"user": world.user("vendor_coder"), "side": "vendor", "joined_on": days.today() - YEAR}
    return RosterEntry.objects.create(engagement=world.own, **(given | fields))


def cover(world: World, **fields: Any) -> SpecialtyCover:
    given = {
        "user": world.user("vendor_coder"),
        "specialty": "cardiology",
        "rank": "primary",
        "weekly_hours": 20,
        "effective_from": days.today() - YEAR,
    }
    return SpecialtyCover.objects.create(engagement=world.own, **(given | fields))


def leave(world: World, **fields: Any) -> LeavePeriod:
    given = {
        "user": world.user("vendor_coder"),
        "starts_on": days.today() + dt.timedelta(days=30),
        "ends_on": days.today() + dt.timedelta(days=40),
    }
    return LeavePeriod.objects.create(engagement=world.own, **(given | fields))
