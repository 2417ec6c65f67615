"""How rows of the workforce are kept: checked first, and what is wrong said in words."""

import datetime as dt
from typing import TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction

from engagements.kernel.errors import DomainError, NotAllowed, StaleState
from engagements.kernel.policy import Actor
from engagements.models import User
from engagements.selectors import engagement_today
from engagements.selectors.workforce.people import coders

R = TypeVar("R", bound=models.Model)

# What a broken constraint means: the field it is shown at, the sentence and the remedy.
BROKEN = {
    "roster_one_at_a_time": ("joined_on", "This coder is on the roster then.", "End that first."),
    "siteassignment_one_at_a_time": (
        "effective_from",
        "This coder works at a site then.",
        "Give a later day, or end that assignment first.",
    ),
    "leave_one_at_a_time": ("starts_on", "A leave is kept for these days.", "Cancel it first."),
    "training_due_before_it_takes_effect": (
        "due_on",
        "The training would be due after the release takes effect.",
        "Give a day before the first affected date of service.",
    ),
    "specialtyrule_says_its_scope": (
        "specialty",
        "A rule is about every chart or about one specialty.",
        "Name the specialty exactly where the rule is about one.",
    ),
    "instruction_says_its_scope": (
        "scope",
        "An instruction is about every chart, or about those that match something.",
        "Give a payer, a location or a specialty, or choose every chart.",
    ),
    "residencyrule_says_its_scope": (
        "scope",
        "Payer and state do not fit the scope.",
        "Give exactly what the scope names.",
    ),
    "notice_says_its_scope": (
        "scope",
        "Payer and state do not fit the scope.",
        "Give exactly what the scope names.",
    ),
    "ends_after_start": (None, "It would end before it begins.", "Check the two days."),
}


def row_lock(row: R) -> None:
    """Reads the row as it is now and holds it: what another request has just written is not
    written over.
    """
    rows = type(row)._default_manager.select_for_update(of=("self",), no_key=True)  # noqa: SLF001 -- the documented Meta API
    row.refresh_from_db(from_queryset=rows)


def row_keep(row: R) -> R:
    """Saves a row, or says what is wrong with it and at which field."""
    try:
        row.full_clean()
        with transaction.atomic():
            row.save()
    except ValidationError as error:
        raise _in_words(error) from None
    except IntegrityError as error:
        raise _broken(str(error)) or DomainError(
            "The same was entered already.", remedy="Look at the list; change that entry."
        ) from None
    return row


def _in_words(error: ValidationError) -> DomainError:
    field, messages = next(iter(error.message_dict.items()))
    told = _broken(messages[0])
    if told is not None:
        return told
    return DomainError(messages[0], field=None if field == NON_FIELD_ERRORS else field)


def _broken(message: str) -> DomainError | None:
    for name, (field, sentence, remedy) in BROKEN.items():
        if name in message:
            return DomainError(sentence, field=field, remedy=remedy)
    return None


def coder_check(actor: Actor, action: str, user: User) -> None:
    """Records are kept for the coders of one's own side, by their own side."""
    actor.require(action)
    if not actor.is_system and user.organization_id != actor.organization_id:
        raise NotAllowed("Each side keeps the records of its own coders.", action=action)
    if not coders(actor.engagement).filter(pk=user.pk).exists():
        raise DomainError(
            f"{user} does not code in this engagement.",
            field="user",
            remedy="Give the person a coder's role under People and roles first.",
        )


def specialty_clean(text: str) -> str:
    """A specialty as charts carry it: cardiology, family_medicine."""
    return "_".join(text.lower().replace("-", " ").replace("_", " ").split())


def make_way(rows: "models.QuerySet[R]", begins: dt.date) -> None:
    """A new row begins on a day: one that began with it is replaced, the one before ends."""
    running = rows.filter(models.Q(effective_to=None) | models.Q(effective_to__gte=begins))
    running.filter(effective_from=begins).delete()
    running.filter(effective_from__lt=begins).update(effective_to=begins - dt.timedelta(days=1))


def row_end(row: R, *, field: str, start: str, on: dt.date) -> R:
    """Ends a row on a day, once; what is past stays as it was.

    The last day may be yesterday at the earliest, so that the end takes effect today.
    """
    engagement = row.engagement  # type: ignore[attr-defined]  # rows of an engagement
    earliest = engagement_today(engagement) - dt.timedelta(days=1)
    began = getattr(row, start)
    if began is not None and on < began:
        raise DomainError(
            "It would end before it begins.", field=field, remedy=f"It began {began}."
        )
    if on < earliest:
        raise DomainError(
            f"{on} is past: what was in force then stays.",
            field=field,
            remedy=f"Give {earliest} or a later day.",
        )
    kept = getattr(row, field)
    rows = type(row)._default_manager.filter(pk=row.pk)  # noqa: SLF001 -- the documented Meta API
    if rows.filter(**{field: kept}).update(**{field: on}) != 1:
        raise StaleState("Somebody else has just changed this.", remedy="Reload the page.")
    row.refresh_from_db()
    return row
