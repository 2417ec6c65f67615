"""Who a request is from, read without wording the same SQL for every request."""

from allauth.account import auth_backends
from django.db.models import QuerySet

from engagements.kernel.prepared import Prepared
from engagements.models import User


def _with_key(pk: int) -> QuerySet[User]:
    return User.objects.filter(pk=pk)


_USER = Prepared(_with_key, pk=-1)


class AuthenticationBackend(auth_backends.AuthenticationBackend):  # type: ignore[misc]  # -- allauth is untyped
    def get_user(self, user_id: int) -> User | None:
        found = _USER.first(pk=user_id)
        return found if found is not None and self.user_can_authenticate(found) else None
