"""Each act of the office: it works, it is refused at another step, and it is refused to another person."""

import pytest
from django.utils import translation

from yakuba import ledger
from yakuba.cases import correcting, deciding, issuing
from yakuba.cases.models import Case
from yakuba.cases.refused import Refused
from yakuba.cases.tests.samples import REVIEWED, WHOLE, declare, file_form
from yakuba.ledger.models import Detail, Line
from yakuba.mailroom.models import Letter

pytestmark = pytest.mark.django_db
REASON = "条例第2条に当たらないため"


@pytest.fixture
def case(cast):
    return file_form(declare(WHOLE), user=cast.hana)


@pytest.fixture
def proposed(cast, case):
    return deciding.accept(case, by=cast.ken)


@pytest.fixture
def decided(cast, proposed):
    return deciding.decide(proposed, by=cast.rie)


@pytest.fixture
def sent_back(cast, case):
    return correcting.send_back(case, by=cast.ken, items={"people": "数"})


def last(case):
    return Line.objects.about(case.ledger_key).latest("number")


ACTS = {
    "accept": lambda case, by: deciding.accept(case, by=by),
    "decline": lambda case, by: deciding.decline(case, by=by, reason=REASON),
    "send_back": lambda case, by: correcting.send_back(case, by=by, items={"people": "数"}),
    "recall": lambda case, by: correcting.recall(case, by=by),
    "decide": lambda case, by: deciding.decide(case, by=by),
    "return_to_review": lambda case, by: deciding.return_to_review(case, by=by, reason="もう一度"),
    "issue": lambda case, by: issuing.issue(case, by=by),
    "issue_by_hand": lambda case, by: issuing.issue_by_hand(case, by=by, how="手書き"),
}
# Who of the section may do what while the case waits for what.
ALLOWED = {
    "case": {"accept": "ken rie", "decline": "ken rie", "send_back": "ken rie"},
    "proposed": {"decide": "rie", "return_to_review": "ken rie"},
    "decided": {"issue": "ken rie", "return_to_review": "ken rie"},
    "sent_back": {"recall": "ken rie"},
}


@pytest.mark.parametrize("where", ALLOWED)
@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", ["ken", "rie", "taro", "hana"])
def test_an_act_is_for_its_step_and_its_person_alone(cast, request, where, act, who):
    case = request.getfixturevalue(where)
    before = (last(case).pk, Letter.objects.count(), Case.objects.values().get())
    if who in ALLOWED[where].get(act, "").split():
        moved = ACTS[act](case, getattr(cast, who))
        assert last(case).actor_key == getattr(cast, who).actor_key
        assert moved.hands == case.hands + 1
        return
    with pytest.raises(Refused):
        ACTS[act](case, getattr(cast, who))
    assert (last(case).pk, Letter.objects.count(), Case.objects.values().get()) == before


@pytest.mark.parametrize("act", ["accept", "decline", "send_back"])
def test_nobody_acts_on_what_they_filed_themselves(cast, act):
    case = file_form(declare(WHOLE), user=cast.ken)
    assert case in Case.objects.visible_to(cast.ken)
    with pytest.raises(Refused):
        ACTS[act](case, cast.ken)
    ACTS[act](case, cast.rie)


def test_the_head_does_not_decide_on_what_they_filed_themselves(cast):
    case = deciding.accept(file_form(declare(WHOLE), user=cast.rie), by=cast.ken)
    for act in ("decide", "decline", "return_to_review"):
        with pytest.raises(Refused):
            ACTS[act](case, cast.rie)


def test_an_accepted_case_is_put_forward_and_decided_by_somebody_else(cast, proposed):
    assert (proposed.waits_for, proposed.proposal) == ("decide", {"outcome": "granted", "by": cast.ken.actor_key})
    decided = deciding.decide(proposed, by=cast.rie)
    assert (decided.waits_for, decided.hands) == ("issue", 2)
    assert [line.verb for line in Line.objects.about(decided.ledger_key)][2:] == ["accepted", "decided"]


def test_a_head_who_put_it_forward_takes_it_back_and_lets_the_clerk_do_it(cast, case):
    proposed = deciding.accept(case, by=cast.rie)
    with pytest.raises(Refused, match="自分で回議に付した"):
        deciding.decide(proposed, by=cast.rie)
    with pytest.raises(Refused):
        deciding.decline(proposed, by=cast.rie, reason=REASON)
    back = deciding.return_to_review(proposed, by=cast.rie, reason="係に任せる")
    assert (back.waits_for, back.proposal) == ("review", {"returned": "係に任せる"})
    assert deciding.decide(deciding.accept(back, by=cast.ken), by=cast.rie).waits_for == "issue"


def test_what_was_decided_can_be_reviewed_and_decided_once_more(cast, decided):
    back = deciding.return_to_review(decided, by=cast.ken, reason="名前の字が違う")
    again = deciding.decide(deciding.accept(back, by=cast.ken), by=cast.rie)
    assert again.decisions.count() == 2
    assert again.decision == again.decisions.last()
    assert issuing.issue(again, by=cast.ken).waits_for == "machine"


def test_a_refusal_is_decided_by_the_head_and_told_with_its_reason_and_appeal(cast, case):
    proposed = deciding.decline(case, by=cast.ken, reason=f" {REASON}\r\n")
    assert (proposed.waits_for, proposed.proposal["outcome"], proposed.outcome) == ("decide", "declined", "")
    assert Letter.objects.count() == 1
    declined = deciding.decide(proposed, by=cast.rie)
    assert (declined.waits_for, declined.outcome, declined.proposal["reason"]) == ("", "declined", REASON)
    assert "審査請求" in declined.proposal["appeal"]
    letter = Letter.objects.latest("pk")
    assert letter.kind == "declined"
    assert REASON in letter.text
    assert "審査請求" in letter.text


def test_the_conditions_that_were_not_met_are_told_whatever_the_clerk_writes(cast):
    case = file_form(declare(REVIEWED), user=cast.hana, with_dog=True, dog_name="ナナシ")
    declined = deciding.decline(case, by=cast.ken, reason="だめ")
    condition = "名前のない犬は連れてこられません（条例第2条）。"
    for words in (Letter.objects.latest("pk").text, declined.proposal["criteria"]):
        assert condition in words
        assert "見本条例 第1条" in words
    # Where no rule says why, what the procedure rests on is told.
    other = deciding.decline(file_form(declare(REVIEWED), user=cast.hana), by=cast.ken, reason="だめ")
    assert other.proposal["criteria"] == "見本条例 第1条"


def test_where_nobody_reviews_the_head_alone_grants_or_refuses(cast):
    version = declare("automatic: false\nsteps: [{check: rules}, {decide: {route: section-head}}]\n")
    granted, declined = file_form(version), file_form(version)
    with pytest.raises(Refused):
        deciding.decline(declined, by=cast.ken, reason=REASON)
    with pytest.raises(Refused):
        deciding.return_to_review(declined, by=cast.rie, reason="もう一度")
    assert deciding.decide(granted, by=cast.rie).outcome == "granted"
    assert deciding.decline(declined, by=cast.rie, reason=REASON).outcome == "declined"


def test_where_nobody_has_to_decide_a_refusal_ends_the_case(cast):
    case = deciding.decline(file_form(declare(REVIEWED)), by=cast.ken, reason=REASON)
    assert (case.waits_for, case.outcome) == ("", "declined")


def test_a_refusal_speaks_to_the_applicant_whatever_the_clerk_reads(cast):
    with translation.override("en"):
        case = file_form(declare(REVIEWED))
    deciding.decline(case, by=cast.ken, reason=REASON)
    case.refresh_from_db()
    assert "If you disagree" in Letter.objects.latest("pk").text
    assert "review" in case.proposal["appeal"]


@pytest.mark.parametrize("empty", ["", " \n　"])
@pytest.mark.parametrize("act", [deciding.decline, deciding.return_to_review])
def test_no_reason_no_refusal(cast, case, act, empty):
    with pytest.raises(Refused, match="理由"):
        act(case, by=cast.ken, reason=empty)


def test_a_reason_with_what_no_machine_can_keep_is_sent_back_to_its_clerk(cast, case):
    with pytest.raises(Refused, match=r"U\+0000"):
        deciding.decline(case, by=cast.ken, reason="理由\x00")


def test_reasons_are_beside_the_chain_and_can_be_erased(cast, case):
    deciding.decline(case, by=cast.ken, reason=REASON)
    assert REASON not in str(Line.objects.values())
    assert Detail.objects.filter(text__contains="reason").count() == 1
    ledger.erase_details(case.ledger_key, by=cast.ken)
    assert ledger.verify().broken is None


@pytest.mark.parametrize("where", ALLOWED)
def test_an_applicant_withdraws_at_any_step_and_is_told(cast, request, where):
    case = request.getfixturevalue(where)
    withdrawn = deciding.withdraw(case, by=cast.hana)
    assert (withdrawn.waits_for, withdrawn.outcome) == ("", "withdrawn")
    assert last(case).actor_name == "申請者"
    assert Letter.objects.latest("pk").kind == "withdrawn"
    assert not case.corrections.filter(answered_at=None).exists()
    with pytest.raises(Refused, match="もう終わって"):
        deciding.withdraw(case, by=cast.hana)


@pytest.mark.parametrize("where", ["case", "proposed", "decided", "sent_back"])
def test_withdrawn_is_withdrawn(cast, request, where):
    case = request.getfixturevalue(where)
    deciding.withdraw(case, by=cast.hana)
    for act, move in ACTS.items():
        for who in (cast.ken, cast.rie):
            with pytest.raises(Refused):
                move(case, who)
        assert last(case).verb == "withdrawn", act


def test_looking_is_recorded_with_its_reason(cast, case):
    deciding.look(case, by=cast.ken, why="審査のため")
    assert (last(case).verb, last(case).facts, last(case).actor_post) == (
        "opened",
        {"why": "審査のため"},
        "市民課 係員",
    )


def test_another_section_sees_nothing(cast, case):
    assert case in Case.objects.visible_to(cast.ken).waiting()
    assert not Case.objects.visible_to(cast.taro).exists()
    assert not Case.objects.visible_to(cast.hana).exists()
    assert list(Case.objects.of(cast.hana)) == [case]
    assert not Case.objects.of(cast.jiro).exists()


@pytest.mark.parametrize(
    "receipt", ["", "2026", "2026-", "-1", "2026-0x1", "２０２６-1", "2026-" + "9" * 30, "9" * 40 + "-1"]
)
def test_what_is_no_receipt_number_finds_nothing(case, receipt):
    assert not Case.objects.receipt(receipt).exists()
    assert Case.objects.receipt(case.receipt).get() == case
