"""Small procedures for the tests of this room, and forms that are filled in for them."""

from typing import Any
from uuid import uuid4

from yakuba.cases import filing
from yakuba.cases.models import Case
from yakuba.cases.snapshot import snapshot_of
from yakuba.ledger import GUEST, Robot
from yakuba.people.models import User
from yakuba.procedures import loading, publishing
from yakuba.procedures.compiling import compile
from yakuba.procedures.declaration import Declaration
from yakuba.procedures.filling import Filler
from yakuba.procedures.models import Version
from yakuba.toolbox import clock

HEAD = """\
title: {ja: 見本の許可, en: A sample permit}
section: residents
basis: 見本条例 第1条
standard_days: 10
retention_years: 5
measures: {paper_minutes: 10, paper_visits: 1}
pages:
  - title: 申請する人
    fields:
      - {name: applicant, kind: person, kana: false, birth_date: false}
      - {name: email, kind: email, required: false}
  - title: 内容
    fields:
      - {name: people, kind: number, title: {ja: 人数, en: How many people}, min: 1, max: 99}
      - {name: with_dog, kind: yes_no, title: 犬を連れてくる, required: false}
      - {name: dog_name, kind: text, title: 犬の名前, ask_if: with_dog}
      - {name: on, kind: date, title: 使う日, required: false, not_before: today}
      - {name: note, kind: long_text, title: 使いみち, required: false, max_length: 4000}
      - {name: plan, kind: file, title: 図面, required: later, ask_if: with_dog, max_files: 2}
values:
  fee_yen: 100 * people
fee: fee_yen
rules:
  - name: 人数
    doubt: people > 10
    say: {ja: 人数が多いので、場所をたしかめてください。, en: Many people.}
  - name: 名前のある犬
    require: not with_dog or dog_name != "ナナシ"
    otherwise: {ja: 名前のない犬は連れてこられません（条例第2条）。}
papers:
  permit: {title: {ja: 見本の許可証}, file: paper.typ, series: 見}
letters:
  ready:
    subject: {ja: "できました（{receipt}）", en: "Ready ({receipt})"}
    body: {ja: "{applicant} 様。{fee_yen}円です。{url}", en: "Dear {applicant}, {fee_yen} yen. {url}"}
"""
WHOLE = """\
automatic: false
steps: [{check: rules}, {review: {by: clerk}}, {decide: {route: section-head}}, {issue: {paper: permit, by: clerk}},
  {tell: {letter: ready}}]
"""
QUICK = """\
automatic: true
steps: [{check: rules}, {review: {by: clerk}}, {issue: {paper: permit}}, {tell: {letter: ready}}]
"""
REVIEWED = "automatic: false\nsteps: [{check: rules}, {review: {by: clerk}}, {tell: {letter: ready}}]\n"
NO_STEPS = "automatic: true\nsteps: []\n"
PAPER = """\
#set document(title: v.paper.title)
#set text(font: "BIZ UDMincho", lang: "ja", cjk-latin-spacing: none)
#show: with-rare
#v.paper.number #v.paper.code
#v.answers.applicant.name
#v.answers.at("note", default: "")
"""
IMPORTED = '#import "yakuba.typ": v, with-rare\n'


def declare(steps: str, *, slug: str = "permit", head: str = HEAD, paper: str = PAPER) -> Version:
    """Publishes a small procedure, without the examples that the catalogue's must bring."""
    text = head + steps
    source = loading.read(text, "procedure.yaml")
    compiled = compile(source, loading.validate(source, Declaration))
    checked = publishing.Checked(slug, text, compiled, {"paper.typ": IMPORTED + paper})
    return publishing.put_out(checked, by=Robot("tests"))


def form(token: str = "はな", **own: Any) -> dict[str, Any]:
    """A form without any doubt; with a dog, its plan is still to come."""
    return {
        "applicant": {"family": "見本", "given": token},
        "email": "hana@mihon.example",
        "people": 2,
        "with_dog": False,
    } | own


def file_form(version: Version, *, user: User | None = None, key: str = "", **own: Any) -> Case:
    """Files a form as `user`, or as a guest."""
    snapshot = snapshot_of(user)
    answers, errors = Filler(version.compiled, clock.today(), snapshot).check(form(**own))
    assert not errors, errors
    application = filing.Application(version, answers, key or uuid4().hex, user, snapshot)
    return filing.file(application, by=user or GUEST).case
