"""One's own profile, and the state of one's session."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from engagements.enums.alerts import AlertMail
from engagements.forms import ProfileForm
from engagements.forms.alerts import AlertPreferencesForm
from engagements.kernel.errors import DomainError
from engagements.middleware import session_reading, session_touch
from engagements.selectors.alerts import MORNING
from engagements.services import profile_update
from engagements.services.preferences import user_alerts_set


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """Name, time zone and theme. The address belongs to the administrator."""
    user: Any = request.user
    names = ("name", "time_zone", "theme")
    form = ProfileForm(request.POST or None, initial={n: getattr(user, n) for n in names})
    if request.method == "POST" and form.is_valid():
        try:
            profile_update(user=user, **form.cleaned_data)
        except DomainError as error:
            form.add_error(error.field, str(error))
        else:
            messages.success(request, "Saved.")
            return HttpResponseRedirect(reverse("account_profile"))
    return render(
        request, "account/profile.html", {"form": form}, status=400 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def alert_preferences(request: HttpRequest) -> HttpResponse:
    """How one is told of alerts, in all engagements."""
    user: Any = request.user
    chosen = {"alert_mail": AlertMail.DIGEST, "digest_hour": MORNING} | user.preferences
    form = AlertPreferencesForm(request.POST or None, initial=chosen)
    if request.method == "POST" and form.is_valid():
        user_alerts_set(user=user, **form.cleaned_data)
        messages.success(request, "Saved.")
        return HttpResponseRedirect(reverse("account_alerts"))
    return render(
        request, "account/alerts.html", {"form": form}, status=400 if form.errors else 200
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def session_state(request: HttpRequest) -> JsonResponse:
    """Seconds left of the session. Asking does not count as use; posting does."""
    if not request.user.is_authenticated:
        return JsonResponse({"remaining": 0}, status=401)
    if request.method == "POST":
        session_touch(request, force=True)
    reading = session_reading(request)
    return JsonResponse(
        {"remaining": int(reading.remaining.total_seconds()), "ending": reading.ending}
    )
