"""One at a time in an engagement."""

from engagements.models import Engagement


def engagement_lock(engagement: Engagement) -> Engagement:
    """The engagement as it is now, held until the transaction ends; readers and work that does
    not ask for the lock go on.
    """
    rows = Engagement.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("practice", "vendor", "auditor").get(pk=engagement.pk)
