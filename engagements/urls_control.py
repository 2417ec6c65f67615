"""Pages outside any engagement."""

from django.urls import path

from engagements import views

app_name = "control"
urlpatterns = [
    path("", views.Switcher.as_view(), name="home"),
]
