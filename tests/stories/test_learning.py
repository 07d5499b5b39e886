"""From an announcement to the follow-up after three months; courses for everybody; talent without appraisal."""

import ast
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.floorplan.building import CODE
from tests.stories.programme import keepers
from tests.stories.walking import inputs
from yakuba.collecting.models import Target
from yakuba.learning import attending, completing, following_up, leading, signing_up, skills
from yakuba.learning.models import Attendance, Commitment, Event, Leader, Session, SignUp, Skill
from yakuba.learning.skills import Evidence
from yakuba.learning.tests.samples import HOST, announced, guest, sitting
from yakuba.mailroom.models import Letter
from yakuba.toolbox import clock

ROOM = "/office/learning/"
SECRET = "ひみつの約束は印鑑をなくすことです"


@pytest.fixture
def who(cast):
    return keepers(cast)


@pytest.fixture
def course(cast, who):
    event = announced(who.section, kind="citizens", title="スマートフォン講座")
    sitting(event, starts_at=clock.now() + timedelta(days=7), capacity=1, audience="everyone")
    return event


@pytest.fixture
def lecture(who):
    event = announced(who.section, skill="proposes")
    sitting(event, starts_at=clock.now() + timedelta(minutes=5), capacity=20)
    return event


def test_a_lecture_from_its_announcement_to_the_promise_kept(cast, who, sign_in):
    """Announced, signed up for, attended by the code at the door, reported, and asked about after three months."""
    aoi, ken = sign_in(who.aoi), sign_in(cast.ken)
    sheet = inputs(aoi.get(ROOM + "announce/").content.decode())
    typed = {"title": "DXの講演会", "kind": "lecture", "section": str(who.section.pk), "aim": "変える理由を知る。"}
    assert set(typed) <= sheet.names
    made = aoi.post(ROOM + "announce/", {**sheet.sent, **typed, "skill": "proposes"})
    event = Event.objects.get()
    assert made["Location"] == f"{ROOM}events/{event.pk}/"
    starts = (clock.now() + timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M")
    aoi.post(f"{ROOM}events/{event.pk}/add_session/", {"name": "午前の部", "starts_at": starts, "audience": "staff"})
    aoi.post(f"{ROOM}events/{event.pk}/add_point/", {"level": "top", "text": "自ら先導する"})
    session = event.sessions.get()

    ken.post(f"{ROOM}sessions/{session.pk}/sign_up/")
    aoi.post(f"{ROOM}sessions/{session.pk}/open_door/")
    shown = aoi.get(f"{ROOM}events/{event.pk}/").content.decode()
    address = shown.split('figcaption><a href="')[1].partition('"')[0]
    assert "<path" in shown.split('class="door"')[1]
    door = "/" + address.split("/", 3)[3]
    assert "出席になりました" in ken.post(door).content.decode()
    assert ken.post(door).status_code == 422

    with clock.at(clock.now() + timedelta(hours=2)):
        aoi.post(f"{ROOM}events/{event.pk}/close/", {"report": "一人が学びました。"})
    assert Skill.objects.get().user == cast.ken
    ken.post(f"{ROOM}events/{event.pk}/commit/", {"words": SECRET})
    with clock.at(clock.now() + timedelta(days=95)):
        assert following_up.remind_due(by=HOST) == 1
    promise = Commitment.objects.get()
    ken.post(f"{ROOM}commitments/{promise.pk}/answer/", {"outcome": "done", "learned": "三日で終わりました。"})
    promise.refresh_from_db()
    assert (promise.outcome, promise.learned) == ("done", "三日で終わりました。")


def test_what_was_typed_stays_beside_its_sentence(who, sign_in, lecture):
    aoi = sign_in(who.aoi)
    answer = aoi.post(ROOM + "announce/", {"title": "残ることば", "kind": "", "section": str(who.section.pk)})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "残ることば" in page
    assert "＊ねらいを書いてください。" in page
    url = f"{ROOM}events/{lecture.pk}/add_session/"
    for typed in ({}, {"name": "夜の部", "starts_at": "きのう"}, {"name": "夜", "starts_at": "2026-12-01T10:00"}):
        assert aoi.post(url, {"audience": "nobody", **typed}).status_code == 422
    assert aoi.post(url, {"name": "\u202e", "starts_at": "2026-12-01T10:00", "audience": "staff"}).status_code == 422


def test_who_comes_is_seen_by_the_host_alone(cast, who, sign_in, lecture):
    signing_up.sign_up(lecture.sessions.get(), cast.ken)
    page = f"{ROOM}events/{lecture.pk}/"
    assert cast.ken.name in sign_in(who.aoi).get(page).content.decode()
    rie = sign_in(cast.rie)
    assert cast.ken.name not in rie.get(page).content.decode()
    sign_up, session = SignUp.objects.get(), lecture.sessions.get()
    acts = [f"sign_ups/{sign_up.pk}/tick_off/", *(f"sessions/{session.pk}/{act}/" for act in ("open_door", "walk_in"))]
    for act in (*acts, f"sessions/{session.pk}/set_capacity/", f"events/{lecture.pk}/close/"):
        assert rie.post(ROOM + act).status_code == 404, act
    assert rie.post(f"{ROOM}sessions/{session.pk}/cancel/").status_code == 404
    assert sign_in(who.aoi).post(ROOM + acts[0]).status_code == 302
    assert Attendance.objects.get().how == "list"


def test_a_guest_signs_up_waits_and_moves_up(course, sign_in):
    browser, session = sign_in(None), course.sessions.get()
    assert course.title in browser.get("/courses/").content.decode()
    url = f"/courses/sessions/{session.pk}/sign_up/"
    wrong = browser.post(url, {"name": "例示 たま", "phone": "", "email": "tama"})
    assert wrong.status_code == 422
    assert "例示 たま" in wrong.content.decode()
    assert "電話番号を" in wrong.content.decode()
    for name in ("tama", "pochi"):
        typed = {"name": f"例示 {name}", "phone": "0000-00-0000", "email": f"{name}@mihon.example"}
        assert browser.post(url, typed)["Location"] == f"/courses/{course.pk}/"
    first, second = Letter.objects.filter(kind="course_sign_up").order_by("pk")
    assert "満席" in second.body
    page = browser.get(f"/courses/{course.pk}/").content.decode()
    assert "例示" not in page
    address = f"/courses/cancel/{first.secret}/"
    assert browser.get(address).status_code == 200
    assert SignUp.objects.seated().count() == 1  # opening a link cancels nothing
    assert browser.post(address).status_code == 302
    assert SignUp.objects.seated().get().email == "pochi@mihon.example"
    assert browser.post(address).status_code == 422
    assert browser.get("/courses/cancel/nobody/").status_code == 404


def test_a_strangers_address_does_not_tell_whether_its_owner_comes(course, sign_in):
    session = course.sessions.get()
    signing_up.sign_up(session, guest(1))
    browser = sign_in(None)
    told = set()
    for number in (1, 2):
        one = guest(number)
        browser.post(
            f"/courses/sessions/{session.pk}/sign_up/", {"name": one.name, "phone": one.phone, "email": one.email}
        )
        page = browser.get(f"/courses/{course.pk}/").content.decode()
        told.add(page.split('class="notices"')[1].partition("</div>")[0])
    assert len(told) == 1


def test_a_resident_gives_nothing_but_a_tick(course, cast, sign_in):
    session = course.sessions.get()
    Session.objects.filter(pk=session.pk).update(starts_at=clock.now())
    door = f"/courses/here/{attending.open_door(session, by=HOST)}/"
    browser = sign_in(None)
    assert "名前は聞きません" in browser.get(door).content.decode()
    assert browser.post(door).status_code == 200
    assert browser.post(door).status_code == 422
    assert sign_in(cast.hana).post(door).status_code == 200
    assert Attendance.objects.filter(user=None, sign_up=None).count() == Attendance.objects.count() == 2


def test_the_door_of_a_staff_lecture_asks_to_sign_in(cast, sign_in, lecture):
    door = f"/courses/here/{attending.open_door(lecture.sessions.get(), by=HOST)}/"
    assert "/account/login/" in sign_in(None).get(door)["Location"]
    assert sign_in(cast.hana).post(door).status_code == 422
    assert sign_in(None).get("/courses/here/nobody/").status_code == 404


def test_staff_events_are_not_among_the_courses(lecture, sign_in):
    browser = sign_in(None)
    assert lecture.title not in browser.get("/courses/").content.decode()
    assert browser.get(f"/courses/{lecture.pk}/").status_code == 404
    assert browser.post(f"/courses/sessions/{lecture.sessions.get().pk}/sign_up/").status_code == 404


def test_everything_held_on_me_is_mine_to_see_and_mend(cast, sign_in):
    ken, rie = sign_in(cast.ken), sign_in(cast.rie)
    typed = {"profile": "proposes", "kind": "trial", "text": "窓口の案内を直した", "on": "2026-11-01"}
    assert ken.post(ROOM + "skills/record/", {**typed, "text": ""}).status_code == 422
    ken.post(ROOM + "skills/record/", typed)
    skill = Skill.objects.get()
    for act in ("correct", "withdraw"):
        assert rie.post(f"{ROOM}skills/{skill.pk}/{act}/", typed).status_code == 404
    ken.post(f"{ROOM}skills/{skill.pk}/correct/", {**typed, "text": "窓口の地図を直した"})
    page = ken.get(ROOM + "mine/").content.decode()
    assert "窓口の地図を直した" in page
    assert "窓口の案内を直した" in page  # what was corrected is held too, so it is shown to its owner
    assert "窓口の" not in rie.get(ROOM + "mine/").content.decode()
    ken.post(f"{ROOM}skills/{Skill.objects.current().get().pk}/withdraw/")
    assert not Skill.objects.current().exists()


def test_a_promise_is_on_no_page_but_ones_own(cast, who, sign_in, lecture):
    following_up.commit(lecture, SECRET, by=cast.ken)
    pages = [ROOM, f"{ROOM}events/{lecture.pk}/", ROOM + "mine/", ROOM + "talent/", ROOM + "training/"]
    for reader in (cast.rie, who.aoi):
        browser = sign_in(reader)
        assert all(SECRET not in browser.get(page).content.decode() for page in pages)
    assert SECRET in sign_in(cast.ken).get(ROOM + "mine/").content.decode()
    promise = Commitment.objects.get()
    assert sign_in(cast.rie).post(f"{ROOM}commitments/{promise.pk}/answer/").status_code == 404


def test_who_may_know_is_found_by_its_evidence(cast, sign_in):
    shown = Evidence("finds", "trial", "防災の地図を字でも読めるようにした", clock.today())
    skills.record_skill(shown, by=cast.taro)
    ken = sign_in(cast.ken)
    page = ken.get(f"{ROOM}who_may_know/?q=地図").content.decode()
    assert cast.taro.name in page
    assert shown.text in page
    assert cast.taro.name not in ken.get(f"{ROOM}who_may_know/?q=税金").content.decode()
    assert sign_in(cast.hana).get(f"{ROOM}who_may_know/?q=地図").status_code == 404


def test_a_section_without_a_leader_is_a_need_and_not_a_rank(cast, who, sign_in):
    aoi = sign_in(who.aoi)
    before = aoi.get(ROOM + "talent/").content.decode()
    assert "まだ決まっていません" in before
    url = f"{ROOM}talent/{cast.residents.pk}/appoint_leader/"
    assert aoi.post(url, {"user": "", "from": "2026-04-01"}).status_code == 422
    assert aoi.post(url, {"user": str(cast.taro.pk), "from": "2026-04-01"}).status_code == 422
    assert sign_in(cast.ken).post(url).status_code == 404
    aoi.post(url, {"user": str(cast.ken.pk), "from": clock.today().isoformat(), "until": ""})
    assert Leader.objects.get().user == cast.ken
    after = sign_in(cast.rie).get(ROOM + "talent/").content.decode()
    assert cast.ken.name in after
    assert "杵築市" in after
    assert "鯖江市" in after


def test_the_names_of_those_who_are_late_are_for_the_programme_section_alone(cast, who, sign_in):
    event = announced(who.section, kind="security", title="情報セキュリティ研修")
    aoi = sign_in(who.aoi)
    aoi.post(f"{ROOM}events/{event.pk}/require/", {"on": (clock.today() + timedelta(days=1)).isoformat()})
    assert aoi.post(f"{ROOM}events/{event.pk}/require/", {"on": "x"}).status_code == 422
    asked = Target.objects.filter(round=completing.round_of(event))
    sign_in(cast.ken).post(f"{ROOM}trainings/{asked.get(user=cast.ken).pk}/complete/")
    assert sign_in(cast.rie).post(f"{ROOM}trainings/{asked.get(user=cast.taro).pk}/complete/").status_code == 404
    with clock.at(clock.now() + timedelta(days=3)):
        assert cast.taro.name in sign_in(who.aoi).get(ROOM + "training/").content.decode()
        assert cast.taro.name not in sign_in(cast.rie).get(ROOM + "training/").content.decode()
        assert sign_in(cast.rie).post(f"{ROOM}events/{event.pk}/remind/").status_code == 404
        assert sign_in(who.aoi).post(f"{ROOM}events/{event.pk}/remind/").status_code == 302
        page = sign_in(None).get("/courses/").content.decode()
    assert completing.completed(event).text() == "12.5%"
    assert "12.5%" in page
    assert cast.taro.name not in page


def test_a_resident_finds_no_page_of_it(cast, sign_in, lecture):
    hana = sign_in(cast.hana)
    for page in ("", "announce/", f"events/{lecture.pk}/", "mine/", "talent/", "training/"):
        assert hana.get(ROOM + page).status_code == 404


def test_each_page_keeps_to_its_budget(cast, who, sign_in, lecture, course):
    session = lecture.sessions.get()
    for user in (cast.ken, cast.rie, cast.taro, cast.mio, cast.nao):
        signing_up.sign_up(session, user)
        following_up.commit(lecture, "試します。", by=user)
        skills.record_skill(Evidence("finds", "trial", "試しました。", clock.today()), by=user)
    leading.appoint_leader(cast.residents, cast.ken, clock.today(), until=None, by=HOST)
    for number in range(4):
        signing_up.sign_up(course.sessions.get(), guest(number))
    office = ["", "announce/", f"events/{lecture.pk}/", "mine/", "talent/", "training/", "who_may_know/?q=試しました"]
    for browser, pages in (
        (sign_in(who.aoi), [ROOM + one for one in office]),
        (sign_in(None), ["/courses/", f"/courses/{course.pk}/"]),
    ):
        browser.get(pages[0])
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(page).status_code == 200
            assert len(asked) <= 20, (page, len(asked))


PEOPLE = {"user", "user_id", "user__name", "user__pk", "actor_key"}
COUNTING = {"Count", "Sum", "Rank", "Window"}


def rankings(source: str) -> Iterator[int]:
    """Lines that could count something by person: grouped by one, or a person annotated with a number of theirs."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        called = ast.unparse(node.func)
        inside = ast.unparse(node)
        counts = any(word in inside for word in COUNTING) or called.endswith((".annotate", ".alias", "most_common"))
        names = {str(one.value) for one in ast.walk(node) if isinstance(one, ast.Constant)}
        whose = called.startswith(("User.", "Holding.")) or bool(names & PEOPLE)
        if counts and (whose or called.endswith("most_common")):
            yield node.lineno


def test_nothing_is_counted_by_person():
    """No appraisal: neither promises nor skills nor attendance of somebody are ever added up."""
    folders = (CODE / "learning", CODE / "desks" / "courses")
    files = [path for folder in folders for path in folder.glob("*.py")]
    assert len(files) > 15
    assert [f"{one.name}:{line}" for one in files for line in rankings(one.read_text(encoding="utf-8"))] == []


def test_a_ranking_is_noticed():
    assert list(rankings('Skill.objects.values("user").annotate(n=Count("pk")).order_by("-n")'))
    assert list(rankings('User.objects.annotate(n=Count("commitments"))'))
    assert list(rankings('Counter(Skill.objects.values_list("user", flat=True)).most_common(3)'))


def test_whoever_has_more_to_show_stands_no_higher(cast, who, sign_in):
    """The same pages in the same order, whoever of two has done more."""

    def shown() -> list[int]:
        page = sign_in(who.aoi).get(ROOM + "talent/").content.decode()
        return [page.index(name) for name in (cast.environment.name, cast.residents.name)]

    orders = []
    for user in (cast.ken, cast.taro):
        for number in range(5):
            skills.record_skill(Evidence("finds", "trial", f"試した{number}", clock.today()), by=user)
        at = shown()
        orders.append(at[0] < at[1])
        Skill.objects.all().delete()
    assert orders[0] == orders[1]


def test_words_nobody_can_keep_are_refused_beside_their_box(course, sign_in):
    session = course.sessions.get()
    typed = {"name": "\x00", "phone": "0000000000", "email": "a@b.example"}
    assert sign_in(None).post(f"/courses/sessions/{session.pk}/sign_up/", typed).status_code == 422
