"""Forms that replace django-allauth's."""

from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as BaseAuthenticateForm
from django.core.cache import cache


class AuthenticateForm(BaseAuthenticateForm):  # type: ignore[misc]  # -- allauth is untyped
    """A code opens one session only, for as long as the clock tolerance would accept it.

    allauth forgets a used code after one period, but with a tolerance of n periods the same code
    stays valid for 2n + 1 of them.
    """

    def clean_code(self) -> str:
        code = str(super().clean_code())
        lifetime = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        if not cache.add(f"second-factor-used:{self.user.pk}:{code}", 1, timeout=lifetime):
            raise get_adapter().validation_error("incorrect_code")
        return code
