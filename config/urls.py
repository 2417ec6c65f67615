"""Where everything is mounted."""

from django.urls import include, path
from drf_spectacular.views import SpectacularAPIView

from config import health

APPS = {
    "charts": "charts",
    "qa": "qa",
    "queries": "queries",
    "denials": "denials",
    "reports": "reporting",
}

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("accounts/", include("engagements.urls_account")),
    path("accounts/", include("allauth.urls")),
    path("", include("engagements.urls_control")),
    path("e/<slug:engagement>/transition/trials/", include("reporting.urls_trials")),
    path("e/<slug:engagement>/workforce/specialties/", include("reporting.urls_specialties")),
    path("e/<slug:engagement>/invoices/", include("reporting.urls_invoices")),
    path("e/<slug:engagement>/", include("engagements.urls")),
    path("e/<slug:engagement>/workforce/", include("charts.urls_workforce")),
    *(
        path(f"e/<slug:engagement>/{prefix}/", include(f"{app}.urls"))
        for prefix, app in APPS.items()
    ),
    path("api/v1/schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("api/v1/e/<slug:engagement>/", include("engagements.api_urls")),
    *(
        path(f"api/v1/e/<slug:engagement>/{prefix}/", include(f"{app}.api_urls"))
        for prefix, app in APPS.items()
    ),
]

handler400 = "engagements.views.bad_request"
handler403 = "engagements.views.forbidden"
handler404 = "engagements.views.not_found"
handler500 = "engagements.views.server_error"
