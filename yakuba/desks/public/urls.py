"""Pages for everybody."""

from django.urls import path

from yakuba.desks.public import health, metrics, views

urlpatterns = [
    path("health/", health.health, name="health"),
    path("metrics/", metrics.metrics, name="metrics"),
    path("", views.home, name="home"),
    path("procedures/", views.search, name="procedures"),
    path("procedures/<slug:slug>/", views.guide, name="guide"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("postcode/", views.postcode, name="postcode"),
    path("verify/", views.verify, name="verify"),
    path("verify/<str:code>/", views.verify, name="verify_code"),
]
