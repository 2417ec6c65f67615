"""Endpoints of charts."""

from django.urls import path

from charts import api, api_clocks, api_work

app_name = "charts_api"
urlpatterns = [
    path("charts/", api.ChartListAPI.as_view(), name="chart_list"),
    path("charts/next/", api.NextChartAPI.as_view(), name="chart_next"),
    path("charts/late/", api_work.LateListAPI.as_view(), name="late_list"),
    path("queues/", api_work.QueueListAPI.as_view(), name="queue_list"),
    path("board/", api_work.BoardAPI.as_view(), name="board"),
    path(
        "charts/<int:chart_id>/refusals/",
        api_work.ChartRefusalsAPI.as_view(),
        name="chart_refusals",
    ),
    path("charts/<int:chart_id>/", api.ChartAPI.as_view(), name="chart"),
    path(
        "charts/<int:chart_id>/documents/",
        api_clocks.ChartDocumentsAPI.as_view(),
        name="chart_documents",
    ),
    path(
        "charts/<int:chart_id>/documents/record/",
        api_clocks.ChartDocumentAPI.as_view(),
        name="chart_document_record",
    ),
    path("charts/<int:chart_id>/class/", api_clocks.ChartClassAPI.as_view(), name="chart_class"),
    path("charts/<int:chart_id>/billed/", api_clocks.ChartBilledAPI.as_view(), name="chart_billed"),
    path("charts/<int:chart_id>/draft/", api.CodingDraftAPI.as_view(), name="coding_draft"),
    path("charts/<int:chart_id>/attest/", api.CodingAttestAPI.as_view(), name="coding_attest"),
]
