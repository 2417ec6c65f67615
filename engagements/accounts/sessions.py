"""Sessions in the database, read without wording the same SQL for every request."""

import datetime as dt

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from engagements.kernel.prepared import Prepared


def _unexpired(key: str, now: dt.datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)


_SESSION = Prepared(_unexpired, key="key", now=dt.datetime(2000, 1, 1, tzinfo=dt.UTC))


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        found = _SESSION.first(key=self.session_key, now=timezone.now())
        if found is None:
            self._session_key = None
        return found
