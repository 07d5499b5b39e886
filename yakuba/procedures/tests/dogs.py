"""A sound procedure that has a little of everything: registering dogs. The tests break it, one thing at a time."""

from pathlib import Path

PROCEDURE = """\
title: {ja: 犬の登録, en: Dog registration}
section: environment
basis: 狂犬病予防法 第4条
life_events: [pets]
standard_days: 7
automatic: true
guide:
  who: 犬を飼う人
  minutes: 5
pages:
  - title: 飼う人
    fields:
      - {name: owner, kind: person, prefill: me}
      - name: delivery
        kind: choice
        options: [counter, post]
      - {name: home, kind: address, ask_if: delivery == "post"}
      - {name: email, kind: email, required: false}
  - title: 犬
    fields:
      - name: dogs
        kind: group
        repeat: {min: 1, max: 3}
        fields:
          - {name: called, kind: text}
          - {name: born_on, kind: date}
          - {name: vaccinated, kind: yes_no}
          - {name: vaccinated_on, kind: date, ask_if: vaccinated}
  - title: 犬の様子
    ask_if: any(age(d.born_on) >= 10 for d in dogs)
    fields:
      - {name: health, kind: long_text, required: later}
  - title: 手数料
    fields:
      - {name: fee_shown, kind: calculated, value: fee_yen}
tables:
  postage: {counter: 0, post: 110}
values:
  dog_count: count(dogs)
  fee_yen: dog_count * 3000 + postage[delivery]
fee: fee_yen
rules:
  - name: 生後91日以上
    require: all(days_between(d.born_on, today()) >= 91 for d in dogs)
    otherwise: 生後90日以内の犬は登録できません（法第4条）。
    fields: [dogs.born_on]
  - name: 予防注射
    doubt: any(not d.vaccinated for d in dogs)
    say: 予防注射がまだの犬がいます。
steps:
  - check: rules
  - review: {by: clerk}
  - issue: {paper: tag}
  - tell: {letter: registered}
papers:
  tag: {title: 鑑札, file: tag.typ}
letters:
  registered:
    subject: 登録しました（{receipt}）
    body: "{applicant}様 {dog_count}頭、{fee_yen}円です。 {url}"
measures: {paper_minutes: 20, paper_visits: 1}
"""

TAG = """\
#import "yakuba.typ": v
#set document(title: v.paper.title)
#v.paper.title #v.paper.number
#for dog in v.answers.dogs [ #dog.called ]
#v.values.fee_yen 円
"""

EXAMPLES = """\
- name: 注射の済んだ犬を登録する
  today: 2026-11-21
  answers: &base
    owner: {family: 見本, given: はな, family_kana: ミホン, given_kana: ハナ, birth_date: 1990-05-06}
    delivery: post
    home: {postcode: "9860822", prefecture: 宮城県, city: 石巻市, town: 中央, block: 1-2, building: ""}
    dogs:
      - {called: ポチ, born_on: 2026-01-01, vaccinated: true, vaccinated_on: 2026-05-01}
  expect:
    values: {dog_count: 1, fee_yen: 3110}
    stops_at: end
    paper: [鑑札, ポチ, 3110 円]
- name: 生まれたばかりで注射もまだ
  today: 2026-11-21
  answers:
    <<: *base
    delivery: counter
    home: null
    dogs:
      - {called: タロ, born_on: 2026-11-01, vaccinated: false}
  expect:
    findings: {生後91日以上: not_met, 予防注射: doubt}
    stops_at: review
- name: 名前がない
  today: 2026-11-21
  answers:
    <<: *base
    dogs:
      - {born_on: 2026-01-01, vaccinated: false}
  expect:
    refused: {dogs: calledを入力してください}
"""


def write(folder: Path, *, procedure: str = PROCEDURE, examples: str = EXAMPLES, tag: str | None = TAG) -> Path:
    """The procedure as a folder of a catalogue."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "procedure.yaml").write_text(procedure, encoding="utf-8")
    (folder / "examples.yaml").write_text(examples, encoding="utf-8")
    if tag is not None:
        (folder / "tag.typ").write_text(tag, encoding="utf-8")
    return folder
