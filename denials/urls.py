"""Pages of denials."""

from django.urls import URLPattern

app_name = "denials"
urlpatterns: list[URLPattern] = []
