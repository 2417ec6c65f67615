"""Endpoints of the engagement itself."""

from django.urls import path

from engagements.api import alerts, workforce

app_name = "engagements_api"
urlpatterns = [
    path("work/", alerts.WorkAPI.as_view(), name="work"),
    path("alerts/", alerts.AlertListAPI.as_view(), name="alert_list"),
    path("workforce/roster/", workforce.RosterAPI.as_view(), name="roster"),
]
