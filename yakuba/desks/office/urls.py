"""The office's desk."""

from django.urls import path

from yakuba.desks.office import views

urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("cases/<str:receipt>/", views.case, name="office_case"),
    path("cases/<str:receipt>/accept/", views.accept, name="accept"),
    path("cases/<str:receipt>/send_back/", views.send_back, name="send_back"),
    path("cases/<str:receipt>/decline/", views.decline, name="decline"),
    path("cases/<str:receipt>/decide/", views.decide, name="decide"),
    path("cases/<str:receipt>/return_to_review/", views.return_to_review, name="return_to_review"),
    path("cases/<str:receipt>/recall/", views.recall, name="recall"),
    path("cases/<str:receipt>/issue/", views.issue, name="issue"),
    path("cases/<str:receipt>/issue_by_hand/", views.issue_by_hand, name="issue_by_hand"),
    path("cases/<str:receipt>/files/<uuid:pk>/", views.attachment, name="office_attachment"),
    path("cases/<str:receipt>/papers/<int:pk>/", views.paper, name="office_paper"),
    path("cases/<str:receipt>/papers/<int:pk>/withdraw/", views.withdraw_paper, name="withdraw_paper"),
]
