"""Reads of the engagement: actors, gates, terms, calendars."""

from engagements.selectors.accounts import (
    accounts,
    organization_find,
    organizations,
    second_factor_enrolled,
    second_factor_required,
)
from engagements.selectors.actors import (
    actor_for,
    control_actor,
    engagement_by_slug,
    engagement_find,
    engagement_get,
    engagement_ids,
    engagements_all,
    engagements_of,
    guardian_permissions_of,
    membership_find,
    system_actor,
)
from engagements.selectors.clock_terms import TermsBook, terms_book
from engagements.selectors.gates import baa_in_force, closed_gate_reason, engagement_today
from engagements.selectors.lists import hidden_columns, saved_views
from engagements.selectors.readiness import (
    baa_standing,
    baas_of,
    calendar_build,
    calendars_of,
    members_of,
    members_with_role,
    people_of_side,
    providers_of,
    recipients_of,
    roles_held,
    setup_steps,
    terms_of,
)
from engagements.selectors.roles import role_presets

__all__ = [
    "TermsBook",
    "accounts",
    "actor_for",
    "baa_in_force",
    "baa_standing",
    "baas_of",
    "calendar_build",
    "calendars_of",
    "closed_gate_reason",
    "control_actor",
    "engagement_by_slug",
    "engagement_find",
    "engagement_get",
    "engagement_ids",
    "engagement_today",
    "engagements_all",
    "engagements_of",
    "guardian_permissions_of",
    "hidden_columns",
    "members_of",
    "members_with_role",
    "membership_find",
    "organization_find",
    "organizations",
    "people_of_side",
    "providers_of",
    "recipients_of",
    "role_presets",
    "roles_held",
    "saved_views",
    "second_factor_enrolled",
    "second_factor_required",
    "setup_steps",
    "system_actor",
    "terms_book",
    "terms_of",
]
