"""Endpoints of queries."""

from django.urls import path

from queries import api

app_name = "queries_api"
urlpatterns = [
    path("", api.QueryListAPI.as_view(), name="query_list"),
    path("<int:query_id>/", api.QueryDetailAPI.as_view(), name="query_detail"),
    path("<int:query_id>/answer/", api.QueryAnswerAPI.as_view(), name="query_answer"),
]
