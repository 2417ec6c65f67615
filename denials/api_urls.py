"""Endpoints of denials."""

from django.urls import URLPattern

app_name = "denials_api"
urlpatterns: list[URLPattern] = []
