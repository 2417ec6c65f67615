"""Pages of charts."""

from django.urls import path

from charts.views import (
    board,
    charts,
    clocks,
    codes,
    coding,
    imports,
    late,
    pending,
    queues,
    worklist,
)

app_name = "charts"
urlpatterns = [
    path("", charts.ChartList.as_view(), name="chart_list"),
    path("late/", late.LateCharts.as_view(), name="late_list"),
    path("codes/search/", codes.CodeSearch.as_view(), name="code_search"),
    path("worklist/", worklist.Worklist.as_view(), name="worklist"),
    path("worklist/next/", worklist.ChartNext.as_view(), name="chart_next"),
    path("board/", board.Board.as_view(), name="board"),
    path("queues/", queues.Queues.as_view(), name="queues"),
    path("queues/add/", queues.QueueAdd.as_view(), name="queue_add"),
    path("queues/rules/", queues.Rules.as_view(), name="rules"),
    path("queues/rules/add/", queues.RuleAdd.as_view(), name="rule_add"),
    path("queues/rules/<int:queue_rule_id>/", queues.RuleEdit.as_view(), name="rule"),
    path("queues/<int:queue_id>/", queues.QueueEdit.as_view(), name="queue"),
    path("pending/", pending.PendingList.as_view(), name="pending_list"),
    path("pending/routes/", pending.PendingRoutes.as_view(), name="pending_routes"),
    path("pending/<int:spell_id>/", pending.PendingDetail.as_view(), name="pending"),
    path("<int:chart_id>/pend/", pending.ChartPend.as_view(), name="chart_pend"),
    path("<int:chart_id>/", charts.ChartDetail.as_view(), name="chart_detail"),
    path(
        "<int:chart_id>/documentation/",
        charts.ChartDocumentation.as_view(),
        name="chart_documentation",
    ),
    path("<int:chart_id>/documents/", clocks.DocumentAdd.as_view(), name="chart_document_add"),
    path(
        "documents/<int:chart_document_id>/retract/",
        clocks.DocumentRetract.as_view(),
        name="chart_document_retract",
    ),
    path("<int:chart_id>/class/", clocks.ClassSet.as_view(), name="chart_class"),
    path("<int:chart_id>/billed/", clocks.Billed.as_view(), name="chart_billed"),
    path("<int:chart_id>/cancel/", charts.ChartCancel.as_view(), name="chart_cancel"),
    path("<int:chart_id>/code/", coding.ChartCode.as_view(), name="chart_code"),
    path("<int:chart_id>/code/draft/", coding.ChartCodeDraft.as_view(), name="chart_code_draft"),
    path("<int:chart_id>/code/start/", coding.ChartCodeStart.as_view(), name="chart_code_start"),
    path("<int:chart_id>/code/search/", coding.ChartCodeSearch.as_view(), name="chart_code_search"),
    path("<int:chart_id>/code/put-back/", coding.ChartPutBack.as_view(), name="chart_put_back"),
    path("codings/<int:coding_id>/amend/", charts.CodingAmend.as_view(), name="coding_amend"),
    path("imports/", imports.ImportList.as_view(), name="import_list"),
    path("imports/upload/", imports.ImportUpload.as_view(), name="import_upload"),
    path("imports/template/", imports.ImportTemplate.as_view(), name="import_template"),
    path("imports/<int:batch_id>/", imports.ImportDetail.as_view(), name="import_detail"),
    path("imports/<int:batch_id>/discard/", imports.ImportDiscard.as_view(), name="import_discard"),
    path("imports/<int:batch_id>/errors/", imports.ImportErrors.as_view(), name="import_errors"),
]
