"""The meter's pages."""

from django.urls import path

from yakuba.desks.meter import views

urlpatterns = [
    path("", views.figures, name="figures"),
    path("inventory/", views.inventory, name="inventory"),
    path("figures.csv", views.download, name="figures_csv"),
]
