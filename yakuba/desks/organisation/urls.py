"""The organisation's desk."""

from django.urls import path

from yakuba.desks.organisation import acts, hall, replaying, tables, transfers

urlpatterns = [
    path("", hall.hall, name="hall"),
    path("sections/open/", acts.open_section, name="open_section"),
    path("sections/<int:pk>/", hall.section, name="section"),
    path("sections/<int:pk>/abolish/", acts.abolish_section, name="abolish_section"),
    path("sections/<int:pk>/move/", acts.move_section, name="move_section"),
    path("sections/<int:pk>/open_post/", acts.open_post, name="open_post"),
    path("posts/<int:pk>/", hall.post, name="post"),
    path("posts/<int:pk>/appoint/", acts.appoint, name="appoint"),
    path("posts/<int:pk>/end/", acts.end_post, name="end_post"),
    path("posts/<int:pk>/name_deputy/", acts.name_deputy, name="name_deputy"),
    path("holdings/<int:pk>/release/", acts.release, name="release"),
    path("deputies/<int:pk>/end/", acts.end_deputy, name="end_deputy"),
    path("people/", hall.people, name="people"),
    path("people/register/", acts.register, name="register"),
    path("people/<int:pk>/", hall.person, name="person"),
    path("people/<int:pk>/rename/", acts.rename, name="rename"),
    path("people/<int:pk>/report_absence/", acts.report_absence, name="report_absence"),
    path("absences/<int:pk>/end/", acts.end_absence, name="end_absence"),
    path("transfers/", transfers.transfers, name="transfers"),
    path("transfers/example/", transfers.example, name="transfers_example"),
    path("tables/", tables.tables, name="tables"),
    path("tables/<slug:code>/replay/", replaying.replay, name="replay"),
    path("tables/<slug:code>/", tables.table, name="table"),
]
