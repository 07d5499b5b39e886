"""The confirmed minutes, for everybody."""

from django.urls import path

from yakuba.desks.gatherings import publicly

urlpatterns = [
    path("", publicly.public_meetings, name="public_meetings"),
    path("<int:pk>/", publicly.public_minutes, name="public_minutes"),
]
