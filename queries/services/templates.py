"""Approved wordings."""

import datetime as dt
from typing import Any

from django.db import transaction

from engagements.kernel.policy import Actor
from engagements.selectors import engagement_today
from queries.enums import QueryCategory, QueryKind
from queries.models import QueryTemplate

REVIEW_EVERY = dt.timedelta(days=365)
STANDARD: tuple[tuple[str, str, str, str, str, tuple[str, ...]], ...] = (
    (
        "specificity",
        "Greater specificity of a documented condition",
        QueryCategory.SPECIFICITY,
        QueryKind.MULTIPLE_CHOICE,
        "Based on your clinical judgement, can the documented condition be further specified?",
        (),
    ),
    (
        "conflicting",
        "Conflicting documentation",
        QueryCategory.CONFLICTING,
        QueryKind.MULTIPLE_CHOICE,
        "The record holds the differing statements quoted above. Which reflects your judgement?",
        (),
    ),
    (
        "clinical-validation",
        "Clinical support of a documented diagnosis",
        QueryCategory.CLINICAL_VALIDATION,
        QueryKind.YES_NO,
        "Is the documented diagnosis quoted above clinically valid for this encounter?",
        (),
    ),
    (
        "cause-effect",
        "Relationship of two documented conditions",
        QueryCategory.CAUSE_EFFECT,
        QueryKind.YES_NO,
        "Are the two documented conditions quoted above related as cause and effect?",
        (),
    ),
    (
        "indicators",
        "Clinical significance of findings",
        QueryCategory.INDICATORS_NO_DIAGNOSIS,
        QueryKind.OPEN,
        "What diagnosis, if any, explains the findings quoted above?",
        (),
    ),
)


@transaction.atomic
def querytemplate_save(
    *, actor: Actor, template: QueryTemplate | None, **fields: Any
) -> QueryTemplate:
    actor.require("querytemplate.manage")
    target = template or QueryTemplate(engagement=actor.engagement)
    for name, value in fields.items():
        setattr(target, name, value)
    target.full_clean(validate_constraints=True)
    target.save()
    return target


@transaction.atomic
def querytemplates_seed(*, actor: Actor) -> int:
    """Puts in the standard wordings that are not there yet; an edited one is left alone."""
    actor.require("querytemplate.manage")
    review_on = engagement_today(actor.engagement) + REVIEW_EVERY
    made = 0
    for key, title, category, kind, question, options in STANDARD:
        _, created = QueryTemplate.objects.get_or_create(
            engagement=actor.engagement,
            key=key,
            defaults={
                "title": title,
                "category": category,
                "kind": kind,
                "question": question,
                "options": list(options),
                "review_on": review_on,
            },
        )
        made += created
    return made
