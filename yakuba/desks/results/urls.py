"""The desk of survey results."""

from django.urls import path

from yakuba.desks.results import sorting, views

urlpatterns = [
    path("", views.results, name="results"),
    path("<slug:slug>/", views.result, name="result"),
    path("<slug:slug>/tables.csv", views.download, name="result_csv"),
    path("<slug:slug>/consider/", views.consider, name="consider"),
    path("<slug:slug>/freeze/", views.freeze, name="freeze_result"),
    path("<slug:slug>/comments/<slug:field>/", sorting.comments, name="sort_comments"),
]
