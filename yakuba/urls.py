"""One line per desk."""

from django.urls import include, path

from yakuba.desks.language import set_language

urlpatterns = [
    path("", include("yakuba.desks.public.urls")),
    path("", include("yakuba.desks.resident.urls")),
    path("", include("yakuba.desks.taboos.urls")),
    path("figures/", include("yakuba.desks.meter.urls")),
    path("publications/", include("yakuba.desks.published.urls")),
    path("plan/systems/", include("yakuba.desks.systems.public_urls")),
    path("plan/", include("yakuba.desks.plan.urls")),
    path("surveys/", include("yakuba.desks.surveys.urls")),
    path("", include("yakuba.desks.courses.urls")),
    path("office/organisation/", include("yakuba.desks.organisation.urls")),
    path("office/programme/", include("yakuba.desks.planning.urls")),
    path("office/reports/", include("yakuba.desks.reports.urls")),
    path("office/surveys/", include("yakuba.desks.results.urls")),
    path("office/inquiries/", include("yakuba.desks.inquiries.urls")),
    path("office/meetings/", include("yakuba.desks.gatherings.urls")),
    path("office/systems/", include("yakuba.desks.systems.urls")),
    path("office/", include("yakuba.desks.office.urls")),
    path("api/", include("yakuba.desks.api.urls")),
    path("demo/", include("yakuba.desks.demo.urls")),
    path("account/", include("allauth.urls")),
    path("language/", set_language, name="set_language"),
]

handler400 = "yakuba.desks.errors.bad_request"
handler403 = "yakuba.desks.errors.forbidden"
handler404 = "yakuba.desks.errors.not_found"
handler500 = "yakuba.desks.errors.broken"
