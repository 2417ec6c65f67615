"""Endpoints of the engagement itself."""

from django.urls import URLPattern

app_name = "engagements_api"
urlpatterns: list[URLPattern] = []
