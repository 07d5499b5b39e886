"""御法度 and the log of trials: pages of the office, and the edition in force for everybody."""

from django.urls import path

from yakuba.desks.taboos import flagging, reading, redrafting, trials

urlpatterns = [
    path("plan/taboos/", reading.public, name="taboos_public"),
    path("plan/taboos/<int:number>/", reading.public, name="taboos_public_edition"),
    path("office/taboos/", reading.taboos, name="taboos"),
    path("office/taboos/feed_back/", reading.feed_back, name="feed_back"),
    path("office/taboos/months/", reading.months, name="taboo_months"),
    path("office/taboos/redraft/", redrafting.redraft, name="redraft"),
    path("office/taboos/redraft/freeze/", redrafting.freeze_redraft, name="freeze_redraft"),
    path("office/taboos/redraft/edition.<str:form>", redrafting.export, name="redraft_export"),
    path("office/taboos/on/<str:thing>/", flagging.thing, name="taboo_thing"),
    path("office/taboos/on/<str:thing>/flag/", flagging.flag, name="flag"),
    path("office/taboos/on/<str:thing>/weigh/", flagging.weigh, name="weigh"),
    path("office/taboos/flags/<int:flag>/answer/", flagging.answer_flag, name="answer_flag"),
    path("office/taboos/flags/<int:flag>/take_back/", flagging.take_back_flag, name="take_back_flag"),
    path("office/trials/", trials.trials, name="trials"),
    path("office/trials/tell/", trials.tell_trial, name="tell_trial"),
    path("office/trials/<int:entry>/", trials.trial, name="trial"),
    path("office/trials/<int:entry>/correct/", trials.correct_trial, name="correct_trial"),
]
