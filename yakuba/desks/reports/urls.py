"""The desk of result reports."""

from django.urls import path

from yakuba.desks.reports import views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("<slug:slug>/", views.report, name="report"),
    path("<slug:slug>/<slug:kind>/", views.press, name="press_report"),
]
