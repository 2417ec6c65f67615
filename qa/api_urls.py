"""Endpoints of qa."""

from django.urls import URLPattern

app_name = "qa_api"
urlpatterns: list[URLPattern] = []
