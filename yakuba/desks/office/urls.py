"""The office's desk."""

from django.urls import path

from yakuba.desks.office import bulk, drafting, inbox, looking, routing, taking, views

urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("bulk/", bulk.bulk, name="bulk"),
    path("bulk/accept/", bulk.bulk_accept, name="bulk_accept"),
    path("filters/", taking.keep_filter, name="keep_filter"),
    path("filters/<int:pk>/drop/", taking.drop_filter, name="drop_filter"),
    path("drafting/", drafting.drafting, name="drafting"),
    path("drafting/<slug:slug>/", drafting.draft, name="begin_draft"),
    path("cases/<str:receipt>/", views.case, name="office_case"),
    path("cases/<str:receipt>/accept/", views.accept, name="accept"),
    path("cases/<str:receipt>/send_back/", views.send_back, name="send_back"),
    path("cases/<str:receipt>/decline/", views.decline, name="decline"),
    path("cases/<str:receipt>/decide/", views.decide, name="decide"),
    path("cases/<str:receipt>/return_to_review/", views.return_to_review, name="return_to_review"),
    path("cases/<str:receipt>/recall/", views.recall, name="recall"),
    path("cases/<str:receipt>/issue/", views.issue, name="issue"),
    path("cases/<str:receipt>/issue_by_hand/", views.issue_by_hand, name="issue_by_hand"),
    path("looks/", looking.looks, name="looks"),
    path("cases/<str:receipt>/why/", looking.say_why, name="say_why"),
    path("cases/<str:receipt>/take/", taking.take, name="take"),
    path("cases/<str:receipt>/hand_on/", taking.hand_on, name="hand_on"),
    path("cases/<str:receipt>/let_go/", taking.let_go, name="let_go"),
    path("cases/<str:receipt>/note/", taking.note, name="note"),
    path("cases/<str:receipt>/agree/", routing.agree, name="agree"),
    path("cases/<str:receipt>/send_down/", routing.send_down, name="send_down"),
    path("cases/<str:receipt>/pull_up/", routing.pull_up, name="pull_up"),
    path("cases/<str:receipt>/lengthen/", routing.lengthen, name="lengthen"),
    path("cases/<str:receipt>/scrap/", routing.scrap, name="scrap"),
    path("cases/<str:receipt>/enforce/", routing.enforce, name="enforce"),
    path("cases/<str:receipt>/append/", routing.append, name="append"),
    path("cases/<str:receipt>/stops/<int:pk>/look_back/", routing.look_back, name="look_back"),
    path("cases/<str:receipt>/stops/<int:pk>/read/", routing.read, name="read"),
    path("cases/<str:receipt>/files/<uuid:pk>/", views.attachment, name="office_attachment"),
    path("cases/<str:receipt>/papers/<int:pk>/", views.paper, name="office_paper"),
    path("cases/<str:receipt>/papers/<int:pk>/withdraw/", views.withdraw_paper, name="withdraw_paper"),
]
