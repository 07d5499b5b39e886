"""The programme's desk."""

from django.urls import path

from yakuba.desks.planning import acts, editing, editions, hub, importing, reviews, showing, voices

urlpatterns = [
    path("", hub.programme, name="programme"),
    path("items/register/", editing.register, name="register_item"),
    path("items/<int:pk>/", showing.item, name="item"),
    path("items/<int:pk>/revise/", editing.revise, name="revise_item"),
    path("items/<int:pk>/confirm/", acts.confirm, name="confirm_item"),
    path("items/<int:pk>/move/", acts.move, name="move_item"),
    path("items/<int:pk>/promise/", acts.promise, name="promise_item"),
    path("items/<int:pk>/withhold/", acts.withhold, name="withhold_text"),
    path("items/<int:pk>/hand_over/", acts.hand_over, name="hand_over_item"),
    path("items/<int:pk>/ask_for_help/", acts.ask_for_help, name="ask_for_help"),
    path("calls/", voices.calls, name="calls"),
    path("calls/<int:pk>/offer/", acts.offer, name="offer_help"),
    path("calls/<int:pk>/end/", acts.end_call, name="end_call"),
    path("offers/<int:pk>/thank/", acts.thank, name="thank_for_help"),
    path("reviews/", reviews.reviews, name="reviews"),
    path("reviews/open/", reviews.open_window, name="open_window"),
    path("reviews/<int:pk>/remind/", reviews.remind, name="remind_round"),
    path("reviews/<int:pk>/close/", reviews.close, name="close_round"),
    path("voices/", voices.voices, name="voices"),
    path("voices/<str:receipt>/answer/", voices.answer, name="answer_voice"),
    path("contacts/", voices.contacts, name="contacts"),
    path("import/", importing.import_items, name="import_items"),
    path("editions/", editions.editions, name="editions"),
    path("editions/freeze/", editions.freeze, name="freeze_edition"),
    path("editions/<int:pk>/", editions.edition, name="edition"),
    path("editions/<int:pk>/release/", editions.release, name="release_finding"),
    path("editions/<int:pk>/submit/", editions.submit, name="submit_edition"),
    path("editions/<int:pk>/publish/", editions.publish, name="publish_edition"),
    path("editions/<int:pk>/give_up/", editions.give_up, name="give_up_edition"),
    path("editions/<int:pk>/correct/", editions.correct, name="correct_edition"),
]
