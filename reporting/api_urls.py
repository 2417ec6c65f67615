"""Endpoints of reporting."""

from django.urls import path

from reporting import api

app_name = "reporting_api"
urlpatterns = [
    path("numbers/", api.NumbersAPI.as_view(), name="numbers"),
    path("dnfc/", api.DnfcAPI.as_view(), name="dnfc"),
]
