"""What the city has published, besides its plan."""

from django.urls import path

from yakuba.desks.published import views

urlpatterns = [
    path("", views.publications, name="publications"),
    path("<slug:kind>/<slug:name>/", views.publication, name="publication"),
    path("<slug:kind>/<slug:name>/<int:number>/", views.publication, name="publication_edition"),
    path("<slug:kind>/<slug:name>/<int:number>/file.<str:format>", views.download, name="publication_file"),
]
