"""What holds for every request: the caller's address, input any page can use, the session's limits
and the required second factor.
"""

import ipaddress
import logging
import time
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from engagements.accounts.limits import SessionLimits, SessionReading, read_session
from engagements.kernel.views import SAFE_METHODS
from engagements.selectors import second_factor_enrolled, second_factor_required
from engagements.selectors.my_work import work_changed

Handler = Callable[[HttpRequest], HttpResponse]
logger = logging.getLogger(__name__)

STARTED_KEY = "session_started_at"
SEEN_KEY = "session_seen_at"
ENROLLED_KEY = "second_factor_enrolled"
BACKGROUND_HEADER = "X-Background"
WRITE_EVERY_SECONDS = 15
ENDED = {
    "idle": "You were signed out because nobody used this session for a while.",
    "absolute": "You were signed out because sessions end after a working day. Sign in again.",
}


def session_limits() -> SessionLimits:
    return SessionLimits(
        idle=timedelta(seconds=settings.SESSION_IDLE_SECONDS),
        absolute=timedelta(seconds=settings.SESSION_LIFETIME_SECONDS),
        warning=timedelta(seconds=settings.SESSION_WARNING_SECONDS),
    )


def session_reading(request: HttpRequest) -> SessionReading:
    """What is left of the request's session now; a new session has all of it."""
    now = time.time()
    return read_session(
        session_limits(),
        started=request.session.get(STARTED_KEY, now),
        seen=request.session.get(SEEN_KEY, now),
        now=now,
    )


def session_touch(request: HttpRequest, *, force: bool = False) -> None:
    """Notes that the person is at work. Written at most every few seconds."""
    now = time.time()
    request.session.setdefault(STARTED_KEY, now)
    if force or now - request.session.get(SEEN_KEY, 0) >= WRITE_EVERY_SECONDS:
        request.session[SEEN_KEY] = now


def _to_page(request: HttpRequest, url: str, status: int) -> HttpResponse:
    """Sends a browser, an HTMX fragment or an API client to the page, each in its own way."""
    if _is_api(request):
        return JsonResponse({"detail": "Sign in at the linked page.", "url": url}, status=status)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


def _sign_in_url(request: HttpRequest) -> str:
    """The sign-in page, leading back here where that is a page one can go back to."""
    url = reverse(settings.LOGIN_URL)
    if htmx := getattr(request, "htmx", None):
        back = htmx.current_url_abs_path  # the page, not the fragment it asked for
    else:
        back = request.get_full_path() if request.method == "GET" else None
    return f"{url}?{urlencode({'next': back})}" if back else url


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Sends whoever is signed out to the sign-in page; a fragment never holds that page."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        if request.headers.get("HX-Request"):
            return _to_page(request, _sign_in_url(request), 401)
        return super().handle_no_permission(request, view_func)


class ClientAddressMiddleware:
    """Puts the caller's address where the last proxy's stands, for the access log and the limits.

    Each of the TRUSTED_PROXIES in front appends the address that called it to X-Forwarded-For;
    whatever stands left of theirs is the caller's own invention.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        proxies = settings.TRUSTED_PROXIES
        told = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        if proxies and len(told) >= proxies and _is_address(told[-proxies].strip()):
            request.META["REMOTE_ADDR"] = told[-proxies].strip()
        return self.get_response(request)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


class UnusableInputMiddleware:
    """Answers 400 to what no page can use, where it would end in an error of the server: the NUL
    character, which PostgreSQL keeps in no text, and days beyond the calendar's first and last.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        # The API reads its own bodies, and its serializers refuse the character themselves.
        sent = [request.GET] if _is_api(request) else [request.GET, request.POST]
        values = (value for data in sent for _, given in data.lists() for value in given)
        return _unusable(request) if any("\0" in value for value in values) else None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OverflowError):
            return None
        logger.warning("Beyond the calendar at %s", request.path, exc_info=exception)
        return _unusable(request)


def _is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def _unusable(request: HttpRequest) -> HttpResponse:
    if _is_api(request):
        return JsonResponse({"detail": "A value holds what cannot be used."}, status=400)
    return render(request, "400.html", {"error": None}, status=400)


class SessionLimitsMiddleware:
    """Ends idle and over-long sessions. Requests a page makes by itself do not count as use.

    No browser keeps what a signed-in person has seen: going back asks again, so that nobody works
    on with an old draft, and nothing can be read after they have signed out.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        reading = session_reading(request)
        if reading.is_over:
            logout(request)
            messages.warning(request, ENDED[reading.ending])
            return _to_page(request, _sign_in_url(request), 401)
        if not request.headers.get(BACKGROUND_HEADER):
            session_touch(request)
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class WorkChangedMiddleware:
    """Has the number beside My work counted anew after what a person has just done."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        actor = getattr(request, "actor", None)
        if request.method not in SAFE_METHODS and actor is not None and actor.engagement:
            work_changed(actor)
        return response


class SecondFactorMiddleware:
    """Holds people who must have a second factor at its set-up page until they have one.

    Enrolment is remembered in the session: the last authenticator of such a person can only be
    removed by an administrator, which ends their sessions.
    """

    open_views = ("account_", "mfa_", "session_")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: object, args: object, kwargs: object
    ) -> HttpResponse | None:
        name = request.resolver_match.url_name if request.resolver_match else None
        if self._may_pass(request) or (name or "").startswith(self.open_views):
            return None
        return _to_page(request, reverse("mfa_activate_totp"), 403)

    def _may_pass(self, request: HttpRequest) -> bool:
        user = request.user
        if not user.is_authenticated or request.session.get(ENROLLED_KEY) == user.pk:
            return True
        if second_factor_enrolled(user):
            # A session that grew stronger gets a new key, as at sign-in.
            request.session.cycle_key()
            request.session[ENROLLED_KEY] = user.pk
            return True
        return not second_factor_required(user)
