"""Several on one route at once: each stop done by one, nobody lost, nobody twice; and what was true a moment ago.

Each protection is taken away once, and the check must notice.
"""

import time
from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction

from tests.cast import assemble
from yakuba.cases import acts, correcting, deciding, routing, shown
from yakuba.cases.models import Case, CaseQuerySet, Decision, RouteLine, Stop
from yakuba.cases.refused import Refused
from yakuba.cases.stops import Turn, having_their_turn
from yakuba.cases.tests import oracle
from yakuba.cases.tests.samples import declare
from yakuba.cases.tests.test_routes import HEAD, Town, now, whose
from yakuba.ledger.models import Line
from yakuba.people import moves
from yakuba.people.models import Absence, Deputy, Holding, Post, User
from yakuba.people.standing_in import Hall, Standing
from yakuba.toolbox import clock
from yakuba.toolbox.tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)
NEEDS_LOCKS = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets one writer in at a time, locked row or not"
)


@pytest.fixture
def town():
    return Town(assemble())


@pytest.fixture
def version(db):
    return declare("", slug="spending", head=HEAD)


@pytest.fixture
def unlocked(monkeypatch):
    """The planted weakness: asked without the lock, and long enough for the others to ask the same."""

    def locked(cases, **_options):
        return cases.select_related("version__procedure")

    def lock(case):
        act = acts.Act(Case.objects.locked().get(pk=case.pk))
        _whole = (act.case.turns, act.case.put_forward_by)
        time.sleep(0.2)
        return act

    monkeypatch.setattr(CaseQuerySet, "locked", locked)
    for module in (acts, routing, deciding):
        monkeypatch.setattr(module, "lock", lock)


def fresh(user):
    """As another process knows them: nothing of the day is remembered."""
    return User.objects.get(pk=user.pk)


def tried(*tries):
    """All at once: "done", or why not."""

    def one(number):
        try:
            tries[number]()
        except Refused:
            return "refused"
        except IntegrityError:
            return "broken"
        return "done"

    return sorted(together(len(tries), one))


def agreeing(case, user, **advice):
    return lambda: routing.agree(now(case), by=fresh(user), **advice)


def deciding_on(case, user):
    return lambda: deciding.decide(now(case), by=fresh(user))


def second_head(town):
    """Somebody else who holds the head's post as well."""
    user = User.objects.create_user("second@mihon.example", name="second")
    Holding.objects.create(user=user, post=town.cast.rie.holdings.get().post, valid_from=clock.today())
    return user


def decided_at_once(town, version):
    case = town.drafts(version, 50)
    routing.agree(now(case), by=town.lead)
    told = tried(deciding_on(case, town.cast.rie), deciding_on(case, second_head(town)))
    lines = Line.objects.about(case.ledger_key).filter(verb="decided").count()
    return told, Decision.objects.count(), lines


def test_two_who_may_decide_at_once_decide_once(town, version):
    assert decided_at_once(town, version) == (["done", "refused"], 1, 1)
    assert oracle.unsound() == []


@NEEDS_LOCKS
def test_planted_a_decision_without_its_lock_is_noticed(town, version, unlocked):
    assert decided_at_once(town, version) != (["done", "refused"], 1, 1)


def concurring_at_once(town, version):
    case = town.drafts(version)
    for user in (town.lead, town.cast.rie):
        routing.agree(now(case), by=user)
    told = tried(*(agreeing(case, user, advice=user.name) for user in (town.money, town.rules, town.cast.taro)))
    said = sorted(case.stops.filter(act="concur", state="done").values_list("advice", flat=True))
    return told, said, whose(case)


def test_three_who_concur_at_once_all_count(town, version):
    told, said, turn = concurring_at_once(town, version)
    assert told == ["done"] * 3
    assert said == sorted([town.money.name, town.rules.name, town.cast.taro.name])
    assert turn == ["director"]
    assert oracle.unsound() == []


def test_where_one_is_enough_one_of_three_at_once_does_it(town, version):
    RouteLine.objects.filter(act="concur").update(any_one=True)
    told, said, turn = concurring_at_once(town, version)
    assert told == ["done", "refused", "refused"]
    assert len(said) == 1
    assert turn == ["director"]


@NEEDS_LOCKS
def test_planted_one_is_enough_without_a_lock_is_noticed(town, version, unlocked):
    RouteLine.objects.filter(act="concur").update(any_one=True)
    told, said, _turn = concurring_at_once(town, version)
    assert (told, len(said)) != (["done", "refused", "refused"], 1)


def deputy_and_principal(town, version):
    """Rie was away when her deputy's page was made; now she is back, and both press the button."""
    today = clock.today()
    case = routing.agree(town.drafts(version, 50), by=town.lead)
    head, deputy = town.cast.rie.holdings.get().post, town.finance.posts.get()
    Deputy.objects.create(post=head, deputy=deputy, valid_from=today)
    away = Absence.objects.create(user=town.cast.rie, valid_from=today, valid_until=today + timedelta(days=1))
    assert whose(case) == ["money"]
    away.delete()
    return case, tried(deciding_on(case, town.cast.rie), deciding_on(case, town.money))


def test_a_deputy_and_the_principal_who_is_back_act_at_once(town, version):
    case, told = deputy_and_principal(town, version)
    assert told == ["done", "refused"]
    assert case.stops.get(act="decide").actor == town.cast.rie


def test_planted_a_deputy_who_is_always_asked_is_noticed(town, version, monkeypatch):
    right = Hall.who_may_act

    def both(hall, post, without=frozenset()):
        named = hall.deputies(post)
        return [*right(hall, post, without), *(Standing(u, one, "deputy") for one in named for u in hall.holders(one))]

    case = town.drafts(version, 50)
    assert case.pk
    monkeypatch.setattr(Hall, "who_may_act", both)
    today = clock.today()
    Deputy.objects.create(post=town.cast.rie.holdings.get().post, deputy=town.finance.posts.get(), valid_from=today)
    routing.agree(now(case), by=town.lead)
    deciding.decide(now(case), by=fresh(town.money))
    assert case.stops.get(act="decide").actor == town.money


def test_somebody_transferred_yesterday_is_refused_whatever_their_page_remembers(town, version):
    case = routing.agree(town.drafts(version, 50), by=town.lead)
    rie = fresh(town.cast.rie)
    assert now(case).may_decide(rie)
    assert rie.is_staff_member  # remembered for the day
    Holding.objects.filter(user=rie).update(valid_until=clock.today())
    with pytest.raises(Refused):
        deciding.decide(now(case), by=rie)
    # What waits there finds whoever stands next above.
    assert whose(case) == ["director"]
    assert deciding.decide(now(case), by=fresh(town.director)).waits_for == "enforce"


def decided_and_given_up(town, version):
    case = town.drafts(version, 50)
    routing.agree(now(case), by=town.lead)
    told = tried(
        deciding_on(case, town.cast.rie),
        lambda: deciding.withdraw(now(case), by=fresh(town.cast.ken)),
        lambda: routing.scrap(now(case), by=fresh(town.cast.ken), reason="やめる"),
    )
    return now(case), told


def test_decided_withdrawn_and_scrapped_at_once_one_of_them_holds(town, version):
    case, told = decided_and_given_up(town, version)
    assert told == ["done", "refused", "refused"]
    assert (case.outcome in ("withdrawn", "scrapped")) == (case.decision is None)
    assert oracle.unsound() == []


@NEEDS_LOCKS
def test_planted_giving_up_without_a_lock_is_noticed(town, version, unlocked):
    _case, told = decided_and_given_up(town, version)
    assert told.count("done") != 1


def test_a_decision_on_what_was_edited_meanwhile_is_refused(town, version):
    """The head's page was made before the lead sent it down and its drafter put another sum in."""
    case = town.drafts(version, 50)
    old = str(shown.standing_at(Line.objects.about(case.ledger_key)))
    routing.send_down(now(case), by=town.lead, advice="金額を直してください。")
    back = now(case)
    typed = correcting.standing(back, back.corrections.get(answered_at=None)) | {"yen": ["60"]}
    correcting.answer(back, by=town.cast.ken, typed=typed)
    routing.agree(now(case), by=town.lead)
    with pytest.raises(shown.Changed), transaction.atomic():
        shown.ask_unchanged(now(case), old)
    with transaction.atomic():
        shown.ask_unchanged(now(case), str(shown.standing_at(Line.objects.about(case.ledger_key))))


def test_nobody_acts_twice_even_where_nothing_asks(town, version, monkeypatch):
    """The plant: nobody is excluded any more. The database still is."""
    lead_and_head = town.cast.rie.holdings.get().post
    Holding.objects.create(user=town.lead, post=lead_and_head, valid_from=clock.today())
    case = routing.agree(town.drafts(version, 50), by=town.lead)
    with pytest.raises(Refused):
        deciding.decide(now(case), by=fresh(town.lead))
    monkeypatch.setattr("yakuba.cases.models.turns", everybody)
    with pytest.raises(IntegrityError):
        deciding.decide(now(case), by=fresh(town.lead))


def test_planted_a_drafter_who_is_not_excluded_is_noticed(town, version, monkeypatch):
    head = town.cast.rie.holdings.get().post
    Holding.objects.create(user=town.cast.ken, post=head, valid_from=clock.today())
    case = routing.agree(town.drafts(version, 50), by=town.lead)
    with pytest.raises(Refused, match="自分で起案した"):
        deciding.decide(now(case), by=fresh(town.cast.ken))
    monkeypatch.setattr(Case, "put_forward_by", set())
    deciding.decide(now(case), by=fresh(town.cast.ken))
    assert case.stops.get(act="decide").actor == town.cast.ken


def everybody(stops, hall, _without):
    return [Turn(stop, hall.who_may_act(stop.post)) for stop in having_their_turn(stops)]


def test_a_circle_of_deputies_drawn_by_two_at_once_is_not_closed(town):
    posts = [Post.objects.get(holdings__user=user) for user in (town.money, town.rules)]
    by, today = town.cast.rie, clock.today()
    told = tried(
        partial(moves.name_deputy, posts[0], posts[1], today, by=by),
        partial(moves.name_deputy, posts[1], posts[0], today, by=by),
    )
    assert told == ["done", "refused"]
    assert Deputy.objects.count() == 1
    assert Stop.objects.count() == 0
