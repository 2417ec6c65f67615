"""What charts put on people's "My work"."""

from urllib.parse import urlencode

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone

from charts.enums import WorkState
from charts.selectors import worklist
from charts.selectors.turns import work_times
from engagements.kernel.policy import Actor
from engagements.kernel.registry import WorkCard


def cards(actor: Actor) -> list[WorkCard]:
    """Two queries: the reader's own charts, or their side's queue for those who see it whole."""
    if not actor.can("worklist.view"):
        return []
    now = timezone.now()
    soon = now + work_times(actor.engagement).at_risk
    live = Q(state__in=[WorkState.OPEN, WorkState.LEASED])
    counts = worklist(actor).aggregate(
        open=Count("pk", filter=live),
        overdue=Count("pk", filter=live & Q(due_at__lt=now)),
        at_risk=Count("pk", filter=live & Q(due_at__gte=now, due_at__lt=soon)),
        held=Count("pk", filter=Q(state=WorkState.PENDING)),
        nobodys=Count("pk", filter=live & Q(assignee__isnull=True)),
    )
    url = reverse("charts:worklist", kwargs={"engagement": actor.engagement.slug})
    if actor.grant("worklist.view") == "own":
        return _coder(counts, url)
    return _lead(counts, url)


def _coder(counts: dict[str, int], url: str) -> list[WorkCard]:
    found = [
        WorkCard(
            "Your charts in work",
            counts["open"],
            url,
            icon="pencil",
            urgent=counts["overdue"],
            detail="Take the next one there" if not counts["open"] else "",
        )
    ]
    if counts["held"]:
        held = f"{url}?{urlencode({'state': WorkState.PENDING})}"
        found.append(WorkCard("Waiting for an answer", counts["held"], held, icon="message-circle"))
    return found


def _lead(counts: dict[str, int], url: str) -> list[WorkCard]:
    rows = (
        ("Overdue", counts["overdue"], {"due": "overdue"}, "alarm", counts["overdue"]),
        ("At risk", counts["at_risk"], {"due": "at_risk"}, "clock-exclamation", 0),
        ("Assigned to nobody", counts["nobodys"], {"whose": "nobody"}, "user-question", 0),
        ("In the worklist", counts["open"], {}, "list-check", 0),
    )
    return [
        WorkCard(
            title,
            count,
            f"{url}?{urlencode(query)}" if query else url,
            icon=icon,
            urgent=urgent,
            is_part=bool(query),
        )
        for title, count, query, icon, urgent in rows
        if count
    ]
