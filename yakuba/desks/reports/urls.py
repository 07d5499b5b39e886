"""The desk of result reports."""

from django.urls import path

from yakuba.desks.reports import views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("<slug:slug>/", views.report, name="report"),
    path("<slug:slug>/freeze/", views.freeze, name="freeze_report"),
    path("<slug:slug>/comments/", views.comments, name="paraphrase_comments"),
    path("<slug:slug>/<slug:kind>/", views.press, name="press_report"),
]
