"""The desk of inquiries between sections."""

from django.urls import path

from yakuba.desks.inquiries import views

urlpatterns = [
    path("", views.inquiries, name="inquiries"),
    path("inquire/", views.inquire, name="inquire"),
    path("<int:pk>/", views.inquiry, name="inquiry"),
    path("<int:pk>/answers.csv", views.download, name="inquiry_csv"),
    path("<int:pk>/remind/", views.remind, name="remind_inquiry"),
    path("<int:pk>/close/", views.close, name="close_inquiry"),
    path("targets/<int:pk>/answer/", views.answer, name="answer_inquiry"),
]
