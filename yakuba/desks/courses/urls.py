"""Lectures and training at the office, courses for everybody, and the door that a QR code leads to."""

from django.urls import path

from yakuba.desks.courses import acts, events, mine, public, talent, training

urlpatterns = [
    path("courses/", public.courses, name="courses"),
    path("courses/<int:pk>/", public.course, name="course"),
    path("courses/sessions/<int:pk>/sign_up/", public.sign_up, name="sign_up_course"),
    path("courses/cancel/<str:secret>/", public.cancel, name="cancel_course"),
    path("courses/here/<str:secret>/", public.here, name="here"),
    path("office/learning/", events.events, name="events"),
    path("office/learning/announce/", events.announce, name="announce_event"),
    path("office/learning/events/<int:pk>/", events.event, name="event"),
    path("office/learning/events/<int:pk>/add_session/", acts.add_session, name="add_session"),
    path("office/learning/events/<int:pk>/add_point/", acts.add_point, name="add_point"),
    path("office/learning/events/<int:pk>/close/", acts.close, name="close_event"),
    path("office/learning/events/<int:pk>/commit/", acts.commit, name="commit"),
    path("office/learning/sessions/<int:pk>/sign_up/", acts.sign_up, name="sign_up"),
    path("office/learning/sessions/<int:pk>/cancel/", acts.cancel, name="cancel_sign_up"),
    path("office/learning/sessions/<int:pk>/set_capacity/", acts.set_capacity, name="set_capacity"),
    path("office/learning/sessions/<int:pk>/open_door/", acts.open_door, name="open_door"),
    path("office/learning/sessions/<int:pk>/shut_door/", acts.shut_door, name="shut_door"),
    path("office/learning/sessions/<int:pk>/walk_in/", acts.walk_in, name="walk_in"),
    path("office/learning/sign_ups/<int:pk>/tick_off/", acts.tick_off, name="tick_off"),
    path("office/learning/mine/", mine.mine, name="my_learning"),
    path("office/learning/commitments/<int:pk>/answer/", mine.answer, name="answer_commitment"),
    path("office/learning/skills/record/", mine.record, name="record_skill"),
    path("office/learning/skills/<int:pk>/correct/", mine.correct, name="correct_skill"),
    path("office/learning/skills/<int:pk>/withdraw/", mine.withdraw, name="withdraw_skill"),
    path("office/learning/trainings/<int:pk>/complete/", mine.complete, name="complete_training"),
    path("office/learning/who_may_know/", talent.who_may_know, name="who_may_know"),
    path("office/learning/talent/", talent.talent, name="talent"),
    path("office/learning/talent/<int:pk>/appoint_leader/", talent.appoint_leader, name="appoint_leader"),
    path("office/learning/leaders/<int:pk>/end_term/", talent.end_term, name="end_term"),
    path("office/learning/training/", training.training, name="training"),
    path("office/learning/events/<int:pk>/require/", training.require, name="require_training"),
    path("office/learning/events/<int:pk>/remind/", training.remind, name="remind_training"),
]
