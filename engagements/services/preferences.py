"""What people chose: look, columns and saved views; and the log of what they exported."""

import re
from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction

from engagements.enums.alerts import AlertMail
from engagements.kernel.errors import DomainError
from engagements.kernel.policy import Actor
from engagements.models import SavedView, User
from engagements.policies import SavedViewPolicy
from engagements.services.ledger import access_log_record

THEMES = ("auto", "light", "dark")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "theme": THEMES,
    "density": ("compact", "comfortable"),
    "sidebar": ("wide", "narrow"),
    # Keys of one letter, for those who speak to their machine (WCAG 2.1.4).
    "letters": ("on", "off"),
}
QUERY_LENGTH = 1000
MOST_KEYS = 60
HOURS_PER_DAY = 24
COMMAND = re.compile(r"[a-z]{1,20}\.[a-z]{1,20}")
KEY = re.compile(r"(Alt\+)?(Ctrl\+)?(Shift\+)?([^\s\x00-\x1f]|F\d{1,2}|Insert)")
ACTION = "savedview.manage"


@transaction.atomic
def user_look_set(*, user: User, choices: Mapping[str, str]) -> None:
    """Stores the theme, density, menu width and letter keys given; ignores unknown words."""
    wanted = {name: value for name, value in choices.items() if value in CHOICES.get(name, ())}
    if not wanted:
        return
    stored = User.objects.select_for_update().get(pk=user.pk)
    stored.theme = wanted.pop("theme", stored.theme)
    stored.preferences = {**stored.preferences, **wanted}
    stored.save(update_fields=["theme", "preferences"])


@transaction.atomic
def user_alerts_set(*, user: User, alert_mail: str, digest_hour: int) -> None:
    """How a person is told of what is not urgent, and when their day begins."""
    if alert_mail not in AlertMail.values or not 0 <= digest_hour < HOURS_PER_DAY:
        raise DomainError(
            "That is no way to be told of alerts.", field="alert_mail", remedy="Choose one."
        )
    stored = User.objects.select_for_update().get(pk=user.pk)
    chosen = {"alert_mail": alert_mail, "digest_hour": digest_hour}
    stored.preferences = {**stored.preferences, **chosen}
    stored.save(update_fields=["preferences"])


@transaction.atomic
def user_keys_set(*, user: User, keys: object) -> None:
    """Remembers the keys a person gave to commands; they replace all that were chosen before."""
    pairs = list(keys.items()) if isinstance(keys, Mapping) else [(None, None)]
    wrong = [pair for pair in pairs if not _is_key(*pair)]
    if wrong or len(pairs) > MOST_KEYS:
        raise DomainError(
            "These keyboard shortcuts cannot be stored.",
            field="shortcuts",
            remedy="Change them on the page that lists them.",
        )
    stored = User.objects.select_for_update().get(pk=user.pk)
    stored.preferences = {**stored.preferences, "shortcuts": dict(pairs)}
    stored.save(update_fields=["preferences"])


def _is_key(command: object, key: object) -> bool:
    return (
        isinstance(command, str)
        and isinstance(key, str)
        and bool(COMMAND.fullmatch(command) and KEY.fullmatch(key))
    )


@transaction.atomic
def hidden_columns_save(*, user: User, list_key: str, names: Iterable[str]) -> None:
    """Remembers which columns of a list a user hides."""
    stored = User.objects.select_for_update().get(pk=user.pk)
    hidden = {**stored.preferences.get("hidden_columns", {}), list_key: sorted(set(names))}
    stored.preferences = {**stored.preferences, "hidden_columns": hidden}
    stored.save(update_fields=["preferences"])


@transaction.atomic
def saved_view_save(
    *,
    actor: Actor,
    list_key: str,
    name: str,
    query: str,
    columns: Sequence[str] = (),
    is_shared: bool = False,
) -> SavedView:
    """Keeps the filters and order under a name; the same name of the same user is replaced."""
    actor.require(ACTION)
    if len(query) > QUERY_LENGTH:
        raise DomainError("These filters are too long to keep.", remedy="Drop some of them.")
    view, _ = SavedView.objects.update_or_create(
        engagement=actor.engagement,
        list_key=list_key,
        user=actor.user,
        name=name,
        defaults={"query": query, "columns": list(columns), "is_shared": is_shared},
    )
    return view


@transaction.atomic
def saved_view_delete(*, actor: Actor, list_key: str, view_id: int) -> None:
    """Deletes one's own view; deleting it twice changes nothing."""
    SavedViewPolicy.visible(actor, ACTION).filter(
        list_key=list_key, pk=view_id, user=actor.user
    ).delete()


def export_record(
    *,
    actor: Actor,
    list_key: str,
    model: str,
    count: int,
    fields: Iterable[str],
    origin: Mapping[str, str],
) -> None:
    """An export is a read of every row in it."""
    access_log_record(
        actor=actor,
        action=f"export:{list_key}"[:40],
        model=model,
        object_count=count,
        fields=fields,
        origin=origin,
    )
