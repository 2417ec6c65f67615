"""Pages of queries."""

from django.urls import URLPattern

app_name = "queries"
urlpatterns: list[URLPattern] = []
