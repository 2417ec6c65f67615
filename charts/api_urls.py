"""Endpoints of charts."""

from django.urls import path

from charts import api

app_name = "charts_api"
urlpatterns = [
    path("charts/", api.ChartListAPI.as_view(), name="chart_list"),
    path("charts/next/", api.NextChartAPI.as_view(), name="chart_next"),
    path("charts/<int:chart_id>/", api.ChartAPI.as_view(), name="chart"),
    path("charts/<int:chart_id>/draft/", api.CodingDraftAPI.as_view(), name="coding_draft"),
    path("charts/<int:chart_id>/attest/", api.CodingAttestAPI.as_view(), name="coding_attest"),
]
