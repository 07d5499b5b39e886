"""What everybody may know of the renewals to come."""

from django.urls import path

from yakuba.desks.systems import publicly

urlpatterns = [
    path("", publicly.renewals, name="plan_systems"),
    path("renewals.csv", publicly.renewals_csv, name="plan_systems_csv"),
]
