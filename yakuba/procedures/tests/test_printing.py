"""What a paper's template is given: words in Japanese, of one case alone."""

import json
from datetime import date

from django.utils import translation

from yakuba.procedures.printing import Content, Stamp, paper_values
from yakuba.procedures.review import review
from yakuba.procedures.tests.dogs import PROCEDURE
from yakuba.procedures.tests.forms import TODAY, compiled, household

DOGS = compiled(PROCEDURE, head="")
STAMP = Stamp("環第2026-000001号", TODAY, "0" * 22, "2026-00412", date(2026, 11, 20), "環境課")
ANSWERS = {
    "owner": {
        "family": "見本",
        "given": "はな",
        "family_kana": "ミホン",
        "given_kana": "ハナ",
        "birth_date": "1990-05-06",
    },
    "delivery": "counter",
    "dogs": [{"called": "ポチ", "born_on": "2026-01-01", "vaccinated": True, "vaccinated_on": "2026-05-01"}],
}


def test_a_paper_gets_texts_in_japanese_whoever_reads_the_page() -> None:
    values = review(DOGS, ANSWERS, {}, on=TODAY).values
    with translation.override("en"):
        given = paper_values(
            DOGS.declaration, DOGS.declaration.papers["tag"], Content(ANSWERS, values, household("子")), STAMP
        )
    assert json.loads(json.dumps(given)) == given
    assert given["answers"]["owner"] == {"name": "見本 はな", "kana": "ミホン ハナ", "birth_date": "平成2年5月6日"}
    assert given["answers"]["dogs"] == [
        {"called": "ポチ", "born_on": "令和8年1月1日", "vaccinated": "はい", "vaccinated_on": "令和8年5月1日"}
    ]
    assert given["values"] == {"dog_count": 1, "fee_yen": 3000}
    assert given["case"]["filed_on"] == "令和8年11月20日"
    assert given["paper"]["number"] == "環第2026-000001号"
    assert given["paper"]["verify_url"].endswith(f"/verify/{'0' * 22}/")
    assert [one["relation"] for one in given["register"]["household"]] == ["世帯主", "子"]


def test_what_is_not_a_field_does_not_reach_a_paper() -> None:
    content = Content({**ANSWERS, "admin": "x", "fee_shown": 1}, {}, {})
    given = paper_values(DOGS.declaration, DOGS.declaration.papers["tag"], content, STAMP)
    assert set(given["answers"]) == {"owner", "delivery", "dogs"}
    assert given["register"] == {}
