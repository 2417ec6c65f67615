"""Endpoints of queries."""

from django.urls import URLPattern

app_name = "queries_api"
urlpatterns: list[URLPattern] = []
