"""The demo's own door."""

from django.urls import path

from yakuba.desks.demo import views

urlpatterns = [
    path("", views.people, name="demo_people"),
    path("sign-in/<int:pk>/", views.sign_in, name="demo_sign_in"),
    path("letters/", views.letters, name="demo_letters"),
]
