"""The plan's public pages."""

from django.urls import path

from yakuba.desks.plan import editions, views

urlpatterns = [
    path("", views.plan, name="plan"),
    path("<slug:slug>/", views.plan, name="plan_of"),
    path("<slug:slug>/items/<int:number>/", views.item, name="plan_item"),
    path("<slug:slug>/editions/", editions.editions, name="plan_editions"),
    path("<slug:slug>/editions/<int:number>/", views.plan, name="plan_edition"),
    path("<slug:slug>/editions/<int:number>/changes/", editions.changes, name="plan_changes"),
    path("<slug:slug>/editions/<int:number>/plan.<str:format>", editions.download, name="plan_download"),
    path("<slug:slug>/feed.xml", editions.feed, name="plan_feed"),
]
