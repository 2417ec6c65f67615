"""Pages of charts."""

from django.urls import path

from charts.views.codes import CodeSearch

app_name = "charts"
urlpatterns = [
    path("codes/search/", CodeSearch.as_view(), name="code_search"),
]
