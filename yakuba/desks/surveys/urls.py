"""Surveys: which there are, and the door of each; the questions themselves are pages of the resident's desk."""

from django.urls import path

from yakuba.desks.surveys import views

urlpatterns = [
    path("", views.surveys, name="surveys"),
    path("<slug:slug>/", views.survey, name="survey"),
    path("<slug:slug>/answer/", views.answer, name="answer_survey"),
]
