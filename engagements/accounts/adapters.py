"""What Concord decides differently from django-allauth."""

import time
from typing import Any

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.contrib.auth import authenticate
from django.http import HttpRequest

from engagements.kernel.crypto import decrypt_text, encrypt_text
from engagements.selectors import second_factor_required


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # -- allauth is untyped
    """Accounts are made by invitation; the e-mail address is the identity."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Failed passwords are counted by django-axes, in the database and with a log."""

    def reauthenticate(self, user: Any, password: str) -> bool:
        """By the user's own address: nobody has secondary ones."""
        found = authenticate(context.request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Somebody who signed in a moment ago has just proved who they are."""
        request = context.request
        records = get_authentication_records(request, request.user)
        if records and time.time() - records[-1]["at"] < account_settings.REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app, **kwargs))

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Any,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def format_email_subject(self, subject: str) -> str:
        return f"Concord: {subject}"


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]  # -- allauth is untyped
    """Single sign-on opens an existing account; it never makes one."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # -- allauth is untyped
    """Second factors: secrets are encrypted, and who needs one cannot remove the last."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": (
            "Your roles require two-factor authentication. Add another authenticator first; "
            "then this one can be removed."
        ),
    }

    def encrypt(self, text: str) -> str:
        return encrypt_text(text).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt_text(encrypted_text.encode())

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        if not second_factor_required(authenticator.user):
            return True
        others = Authenticator.objects.filter(user_id=authenticator.user_id)
        others = others.exclude(pk=authenticator.pk)
        return bool(others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

    def _get_site_name(self) -> str:
        return "Concord"
