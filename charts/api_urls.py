"""Endpoints of charts."""

from django.urls import URLPattern

app_name = "charts_api"
urlpatterns: list[URLPattern] = []
