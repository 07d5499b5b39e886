"""The resident's desk: fill in a form, follow my cases."""

from django.urls import path

from yakuba.desks.resident import cases, correcting, filling, saving

urlpatterns = [
    path("apply/<slug:slug>/", filling.begin, name="begin"),
    path("drafts/<uuid:pk>/<int:number>/", filling.draft, name="draft"),
    path("drafts/<uuid:pk>/confirm/", filling.confirm, name="confirm"),
    path("drafts/<uuid:pk>/file/", filling.file, name="file"),
    path("drafts/<uuid:pk>/filed/", filling.filed, name="filed"),
    path("drafts/<uuid:pk>/save/", saving.save, name="save"),
    path("drafts/<uuid:pk>/discard/", saving.discard, name="discard"),
    path("resume/<str:token>/", saving.resume, name="resume"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:receipt>/", cases.case, name="case"),
    path("cases/<str:receipt>/correct/", correcting.correct, name="correct"),
    path("cases/<str:receipt>/withdraw/", cases.withdraw, name="withdraw"),
    path("cases/<str:receipt>/papers/<int:pk>/", cases.paper, name="paper"),
    path("cases/<str:receipt>/files/<uuid:pk>/", cases.attachment, name="attachment"),
    path("follow/<str:token>/", cases.follow, name="follow"),
]
