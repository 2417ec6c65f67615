"""Colour and icon of every status word. An unknown word is shown in grey, never dropped."""

from typing import Final

UNKNOWN: Final = ("mute", "point")

_GROUPS: Final = {
    "ok": (
        "accepted active adjudicated agreed answered approved attested balanced clean "
        "closed_agreed coded compared compatible complete completed confirmed correct delivered "
        "done enabled final in_bounds in_force issued live loaded met paid pass passed published "
        "ready recovered released resolved settled on_file meets in_time decided reported sent "
        "signed steady success upheld valid verified yes"
    ),
    "bad": (
        "bad bounced breach breached contaminated critical denied disqualified error expired "
        "fail failed fatal high invalid locked_out missed not_met overdue rejected revoked "
        "rolled_back severe missing disqualifies late unbalanced unresolved urgent wrong "
        "after_billing refused overstated"
    ),
    "warn": (
        "appealed at_risk awaiting_query clock_not_started deleted_code disputed due_soon "
        "ends_soon short escalated held incomplete incomplete_documentation major medium "
        "on_hold partial after_coding "
        "overturned paused pending pending_review proposed queried query_open rebuttal returned "
        "rework understated "
        "stale unsigned waiting warning"
    ),
    "info": (
        "applying assigned audit baseline coding documentation drawn frozen imported in_audit "
        "in_coding in_progress leased sending in_review in_work new open previewed received review "
        "reviewing due "
        "running sampled second_review shadow started submitted triaged underway"
    ),
    "odd": ("adjudication blind inconclusive judgmental random"),
    "mute": (
        "abandoned archived cancelled dismissed optional closed draft exit inactive low minor "
        "declined discarded empty ended no no_data none not_applicable planned "
        "not_started queued retired routine scheduled skipped superseded unassigned void "
        "withdrawn written_off"
    ),
}

_ICONS: Final = {
    "ok": "circle-check",
    "bad": "circle-x",
    "warn": "alert-triangle",
    "info": "circle-dot",
    "odd": "question-mark",
    "mute": "circle-dashed",
}

_OWN_ICONS: Final = {
    "urgent": "urgent",
    "routine": "minus",
    "paused": "player-pause",
    "running": "loader",
    "queued": "hourglass",
    "pending": "hourglass",
    "waiting": "hourglass",
    "awaiting_query": "message-circle",
    "queried": "message-circle",
    "query_open": "message-circle",
    "answered": "message-check",
    "sent": "send",
    "draft": "pencil",
    "signed": "signature",
    "unsigned": "ballpen",
    "attested": "signature",
    "disputed": "hand-stop",
    "adjudicated": "gavel",
    "upheld": "gavel",
    "appealed": "gavel",
    "rework": "arrow-back-up",
    "returned": "arrow-back-up",
    "rolled_back": "arrow-back-up",
    "overdue": "alarm",
    "expired": "clock-exclamation",
    "escalated": "bell-ringing",
    "frozen": "lock",
    "random": "dice-5",
    "blind": "eye-off",
    "superseded": "versions",
    "withdrawn": "x",
    "paid": "coin",
    "assigned": "user-check",
    "unassigned": "user",
    "unbalanced": "scale",
    "balanced": "scale",
    "incomplete_documentation": "file-alert",
    "clock_not_started": "clock-pause",
}


def _tones() -> dict[str, tuple[str, str]]:
    return {
        word: (tone, _OWN_ICONS.get(word, _ICONS[tone]))
        for tone, words in _GROUPS.items()
        for word in words.split()
    }


TONES: Final = _tones()
