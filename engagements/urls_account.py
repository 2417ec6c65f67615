"""One's own account: what django-allauth's pages do not cover, and what replaces them."""

from django.urls import path
from django.views.generic import RedirectView

from engagements.views import account

# No namespace: these names stand beside allauth's own.
urlpatterns = [
    path("profile/", account.profile, name="account_profile"),
    path("alerts/", account.alert_preferences, name="account_alerts"),
    path("session/", account.session_state, name="session_state"),
    # The address is the identity, and the administrator's to change.
    path("email/", RedirectView.as_view(pattern_name="account_profile"), name="account_email"),
]
