"""The desk of meetings."""

from django.urls import path

from yakuba.desks.gatherings import acts, following, minutes, reading, showing

urlpatterns = [
    path("", showing.meetings, name="meetings"),
    path("set_up/", acts.set_up_body, name="set_up_body"),
    path("year/", following.meeting_year, name="meeting_year"),
    path("tasks/", following.meeting_tasks, name="meeting_tasks"),
    path("tasks/<int:pk>/answer/", acts.answer_task, name="answer_task"),
    path("bodies/<int:pk>/", showing.body, name="body"),
    path("bodies/<int:pk>/call/", acts.call_meeting, name="call_meeting"),
    path("bodies/<int:pk>/seat/", acts.seat, name="seat"),
    path("bodies/<int:pk>/close/", acts.close_body, name="close_body"),
    path("items/<int:pk>/add_paper/", acts.add_paper, name="add_paper"),
    path("items/<int:pk>/decide/", acts.decide_in_meeting, name="decide_in_meeting"),
    path("decisions/<int:pk>/give_task/", acts.give_task, name="give_task"),
    path("papers/<int:pk>/", reading.meeting_paper, name="meeting_paper"),
    path("papers/<int:pk>/replace/", reading.replace_paper, name="replace_paper"),
    path("papers/<int:pk>/note/", reading.note_on_paper, name="note_on_paper"),
    path("versions/<int:pk>/file/", reading.paper_file, name="paper_file"),
    path("versions/<int:pk>/turn_page/", reading.turn_page, name="turn_page"),
    path("lines/<int:pk>/correct/", minutes.correct_line, name="correct_line"),
    path("lines/<int:pk>/check/", minutes.check_line, name="check_line"),
    path("minutes/<int:pk>/confirm/", minutes.confirm_minutes, name="confirm_minutes"),
    path("minutes/<int:pk>/freeze/", minutes.freeze_minutes, name="freeze_minutes"),
    path("<int:pk>/", showing.meeting, name="meeting"),
    path("<int:pk>/add_item/", acts.add_item, name="add_item"),
    path("<int:pk>/take_up/", acts.take_up, name="take_up"),
    path("<int:pk>/open/", acts.open_meeting, name="open_meeting"),
    path("<int:pk>/attend/", acts.attend, name="attend"),
    path("<int:pk>/close/", acts.close_meeting, name="close_meeting"),
    path("<int:pk>/where/", reading.where, name="where"),
    path("<int:pk>/now/", reading.now, name="now"),
    path("<int:pk>/minutes/", minutes.minutes, name="minutes"),
    path("<int:pk>/draft_minutes/", acts.draft_minutes, name="draft_minutes"),
    path("<int:pk>/correct_minutes/", minutes.correct_minutes, name="correct_minutes"),
]
