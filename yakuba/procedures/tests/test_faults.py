"""Every fault of a declaration is told with its file and line, what is wrong, and what to write instead."""

from pathlib import Path

import pytest

from yakuba.procedures.loading import Unsound
from yakuba.procedures.publishing import check_folder
from yakuba.procedures.tests.dogs import EXAMPLES, PROCEDURE, write


def broken(folder: Path, old: str, new: str) -> list[str]:
    """What is said of the sound procedure once `old` has become `new`; the file's name is checked and left out."""
    assert old in PROCEDURE
    with pytest.raises(Unsound) as refused:
        check_folder(write(folder, procedure=PROCEDURE.replace(old, new, 1)))
    faults = refused.value.faults
    assert {fault.file for fault in faults} == {f"{folder.name}/procedure.yaml"}
    return [f"{fault.line}: {fault.message} → {fault.remedy}" for fault in faults]


SHAPE = {
    "a key misspelt": (
        "standard_days: 7",
        "standrad_days: 7",
        "5: 「standrad_days」という項目はありません。 → もしかして：standard_days",
    ),
    "a key of a field misspelt": (
        "kind: person, prefill: me",
        "kind: person, prefil: me",
        "13: 「prefil」という項目はありません。 → もしかして：prefill",
    ),
    "a key that belongs elsewhere": (
        "  minutes: 5",
        "  minutes: 5\n  sex: true",
        "10: 「sex」という項目はありません。 → ここに書けるもの：who、bring、fee、takes、minutes、notes、law_url",
    ),
    "a key missing": (
        "section: environment\n",
        "",
        "1: 「section」がありません。 → 「section:」を書いてください。docs/catalogue.md に全部の項目があります。",
    ),
    "a key of a field missing": (
        "- {name: called, kind: text}",
        "- {kind: text}",
        "25: 「name」がありません。 → 「name:」を書いてください。docs/catalogue.md に全部の項目があります。",
    ),
    "a kind misspelt": (
        "kind: long_text",
        "kind: longtext",
        "32: 項目の種類「longtext」はありません。 → もしかして：long_text",
    ),
    "no kind": (
        "name: owner, kind: person, prefill: me",
        "name: owner",
        "13: 項目に kind がありません。"
        " → 「kind: text」のように種類を書いてください。docs/catalogue.md に一覧があります。",
    ),
    "a group in a group": (
        "- {name: called, kind: text}",
        "- {name: called, kind: group, fields: [{name: x, kind: text}]}",
        "25: 項目の種類「group」はありません。"
        " → 使える種類：text、long_text、number、money、yes_no、choice、choices、scale、matrix、date、time、"
        "person、address、phone、email、bank_account、file、place、consent、guide、calculated",
    ),
    "a word that is none of those": (
        "life_events: [pets]",
        "life_events: [pet]",
        "4: 「life_events」に「pet」は書けません。 → もしかして：pets",
    ),
    "on as text": (
        "automatic: true",
        "sign_in: on",
        "6: 「sign_in」に「on」は書けません。 → もしかして：none",
    ),
    "a word for a number": (
        "minutes: 5",
        "minutes: 五分",
        "9: 「minutes」が整数ではありません。 → 整数を書いてください。",
    ),
    "a number that is too large": (
        "minutes: 5",
        "minutes: 500",
        "9: 「minutes」が大きすぎます。 → 120 以下にしてください。",
    ),
    "a number for a text": (
        "title: 飼う人",
        "title: 2026",
        "11: 「title」が文字ではありません。 → 文字を書いてください。数や日付に見えるものは引用符で囲みます。",
    ),
    "an option that looks like a number": (
        "[counter, post]",
        "[1, 2]",
        "16: 「options」が文字ではありません。 → 文字を書いてください。数や日付に見えるものは引用符で囲みます。",
    ),
    "yes and true for the same": (
        "required: later",
        "required: maybe",
        "32: 「required」が true でも false でもありません。"
        " → true か false を書いてください。 または、書けるもの：later",
    ),
    "a day that does not exist": (
        "standard_days: 7",
        "open_from: 2026-02-30",
        "5: 「2026-02-30」は日付として読めません。 → 値を直すか、文字のときは引用符で囲んでください。",
    ),
    "no day": (
        "standard_days: 7",
        "open_from: 春",
        "5: 「open_from」が日付ではありません。 → 2026-04-01 の形で書いてください。",
    ),
    "a single thing for a list": (
        "life_events: [pets]",
        "life_events: pets",
        "4: 「life_events」が一覧ではありません。 → 「- 」で始まる一覧で書いてください。",
    ),
    "an empty list": (
        "options: [counter, post]",
        "options: [post]",
        "16: 「options」が足りません。 → 2つ以上書いてください。",
    ),
    "an empty text": ("title: 犬\n", 'title: ""\n', "19: 「title」が空のままです。 → 文字を書いてください。"),
    "a blank in a code": (
        "section: environment",
        "section: 環境課",
        "2: 「section」が使えない文字が入っています。 → ^[a-z0-9-]+$ に合う文字だけで書いてください。",
    ),
    "an option twice": (
        "[counter, post]",
        "[post, post]",
        "16: 選択肢「post」が二度書かれています。どちらか一つを消してください。 → ",
    ),
    "both strengths of a rule": (
        "    doubt: any(not d.vaccinated for d in dogs)",
        "    doubt: any(not d.vaccinated for d in dogs)\n    require: dog_count > 0",
        "47: require か doubt のどちらか一つを書いてください。 → ",
    ),
    "a condition without its reason": (
        "    say: 予防注射がまだの犬がいます。\n",
        "",
        "47: doubt には say（たしかめてほしいこと）が要ります。 → ",
    ),
    "two words in a step": (
        "- issue: {paper: tag}",
        "- {issue: {paper: tag}, tell: {letter: registered}}",
        "53: 一つの手順には check・review・decide・issue・enforce・tell のどれか一つだけを書いてください。 → ",
    ),
    "bounds in the wrong order": ("{min: 1, max: 3}", "{min: 4, max: 3}", "23: min が max より大きくなっています。 → "),
    "a pattern that is none": (
        "{name: called, kind: text}",
        "{name: called, kind: text, pattern: '['}",
        "25: 正規表現として読めません：unterminated character set at position 0 → ",
    ),
    "a key twice": (
        "basis:",
        "section: x\nbasis:",
        "3: 「section」が二度書かれています。 → どちらか一つを消してください。",
    ),
    "a key that is a number": (
        "tables:\n",
        "tables:\n  2026: {a: 1}\n",
        "37: 「2026」が文字ではありません。 → 文字を書いてください。数や日付に見えるものは引用符で囲みます。",
    ),
    "a file of nothing": (
        PROCEDURE,
        "# まだ\n",
        "1: 「ファイル全体」が「名前: 値」の組ではありません。 → 「名前: 値」の組で書いてください。",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), SHAPE.values(), ids=SHAPE)
def test_a_wrong_shape_is_told_at_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert broken(tmp_path / "dogs", old, new) == [said]


ORDER = {
    "a review behind the paper": (
        "  - issue: {paper: tag}\n",
        "  - issue: {paper: tag}\n  - review: {by: clerk}\n",
        "review が issue",
    ),
    "a decision behind the paper": (
        "  - issue: {paper: tag}\n",
        "  - issue: {paper: tag}\n  - decide: {}\n",
        "decide が issue",
    ),
    "a clerk behind the head": (
        "  - review: {by: clerk}\n",
        "  - decide: {}\n  - review: {by: clerk}\n",
        "係員が一人で却下",
    ),
    "rules that nobody reads any more": (
        "  - issue: {paper: tag}\n",
        "  - issue: {paper: tag}\n  - check: rules\n",
        "check が issue のあとにあります。",
    ),
    "automatic, and nothing is checked": (
        "steps:\n  - check: rules\n",
        "steps:\n",
        "automatic なのに、review の前に check がありません。",
    ),
    "a second decision": (
        "  - issue: {paper: tag}\n",
        "  - decide: {}\n  - decide: {}\n  - issue: {paper: tag}\n",
        "decide（決裁）が二つ",
    ),
    "in force before it is decided": (
        "  - issue: {paper: tag}\n",
        "  - enforce: {}\n  - issue: {paper: tag}\n",
        "の前に decide",
    ),
    "a route that is in no table": (
        "  - issue: {paper: tag}\n",
        "  - decide: {route: generall}\n  - issue: {paper: tag}\n",
        "もしかして：general",
    ),
    "an amount that nobody is asked": (
        "  - issue: {paper: tag}\n",
        "  - decide: {amount: yenn}\n  - issue: {paper: tag}\n",
        "「yenn」は",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), ORDER.values(), ids=ORDER)
def test_a_step_at_the_wrong_place_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert [said in one for one in broken(tmp_path / "dogs", old, new)] == [True]


YAML = {
    "a tab": (
        "  minutes: 5",
        "\tminutes: 5",
        "9: 字下げにタブが使われています。 → タブを空白（2文字ずつ）に直してください。",
    ),
    "a colon in a sentence": (
        "who: 犬を飼う人",
        "who: 犬を: 飼う人",
        "8: YAMLとして読めません。 → この行か前の行の、字下げ・コロン・かっこを確かめてください。"
        "「: 」や「 #」を含む文は引用符で囲みます。",
    ),
    "an open bracket": (
        "life_events: [pets]",
        "life_events: [pets",
        "5: YAMLとして読めません。 → この行か前の行の、字下げ・コロン・かっこを確かめてください。"
        "「: 」や「 #」を含む文は引用符で囲みます。",
    ),
    "an alias of nothing": (
        "standard_days: 7",
        "standard_days: *days",
        "5: *で呼び出した名前がありません。 → 先に &名前 を付けたところを確かめてください。",
    ),
    "two documents": (
        "section:",
        "---\nsection:",
        "2: 「---」で分けた二つ目の文書があります。 → 一つのファイルに一つだけ書いてください。",
    ),
    "a control character": (
        "犬を飼う人",
        "犬を\x07飼う人",
        "8: 使えない文字（U+0007）が入っています。 → その文字を消してください。",
    ),
    "an object of Python": (
        "standard_days: 7",
        "standard_days: !!python/object/apply:os.system [ls]",
        "5: YAMLとして読めません。 → この行か前の行の、字下げ・コロン・かっこを確かめてください。"
        "「: 」や「 #」を含む文は引用符で囲みます。",
    ),
    "a wrong tag": (
        "standard_days: 7",
        "standard_days: !!int 七",
        "5: 「七」は整数として読めません。 → 値を直すか、文字のときは引用符で囲んでください。",
    ),
    "brackets without end": (
        "standard_days: 7",
        f"standard_days: {'[' * 5_000}",
        "1: 入れ子が深すぎます。 → 字下げとかっこを確かめてください。",
    ),
    "a billion laughs": (
        "standard_days: 7",
        "\n".join(
            [
                f"a0: &a0 [{'x, ' * 9}]",
                *(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]" for n in range(1, 9)),
                "standard_days: 7",
            ]
        ),
        "1: 部分が多すぎます。 → *で呼び出す数を減らしてください。",
    ),
    "a novel": (
        "who: 犬を飼う人",
        f"who: {'犬' * 500_000}",
        "1: ファイルが大きすぎます（501,653文字）。 → 手続きを分けてください。",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), YAML.values(), ids=YAML)
def test_what_is_no_yaml_is_told_at_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert broken(tmp_path / "dogs", old, new) == [said]


NAMES = {
    "an unknown name": (
        'delivery == "post"}',
        'delivary == "post"}',
        "17: 「delivary」という項目はありません。（式の1文字目） → もしかして: delivery",
    ),
    "an option that does not exist": (
        'delivery == "post"',
        'delivery == "pots"',
        "17: 選択肢に「pots」はありません。（式の13文字目） → もしかして: post",
    ),
    "a text for a condition": (
        "ask_if: vaccinated}",
        "ask_if: called}",
        "28: ここにははい・いいえになる式を書きます。この式は文字です。"
        " → 比べる式（例：age(child.birth_date) < 3）にしてください。",
    ),
    "types that cannot be compared": (
        "days_between(d.born_on, today()) >= 91",
        "d.born_on >= 91",
        "44: 日付と数は比べられません。（式の5文字目） → 年齢なら age(日付)、年度なら fiscal_year(日付)、"
        "日数なら days_between(日付, 日付) を比べてください。",
    ),
    "values in a circle": (
        "dog_count: count(dogs)",
        "dog_count: fee_yen + 1",
        "38: 値の計算が堂々巡りになっています: dog_count → fee_yen → dog_count。"
        " → どれか一つを、ほかを使わない式にしてください。",
    ),
    "a condition that reads what comes later": (
        "{name: owner, kind: person, prefill: me}",
        "{name: owner, kind: person, prefill: me, ask_if: dog_count > 0}",
        "13: ask_if が、まだ聞いていない「dogs」を読んでいます。"
        " → 先に聞く項目だけを使うか、項目の順を入れかえてください。",
    ),
    "a condition in a group that reads what comes later": (
        "- {name: called, kind: text}",
        "- {name: called, kind: text, ask_if: vaccinated}",
        "25: ask_if が、まだ聞いていない「vaccinated」を読んでいます。"
        " → 先に聞く項目だけを使うか、項目の順を入れかえてください。",
    ),
    "a field twice": (
        "{name: email, kind: email, required: false}",
        "{name: owner, kind: email}",
        "18: 「owner」という名前が二度使われています。 → どちらかを別の名前にしてください。",
    ),
    "a field in a group as one outside": (
        "{name: called, kind: text}",
        "{name: email, kind: text}",
        "25: 「email」という名前が二度使われています。 → どちらかを別の名前にしてください。",
    ),
    "a value as a field": (
        "dog_count: count(dogs)",
        "dog_count: count(dogs)\n  email: dog_count",
        "40: 「email」という名前が二度使われています。 → どちらかを別の名前にしてください。",
    ),
    "a name of the register": (
        "{name: email, kind: email, required: false}",
        "{name: household, kind: email}",
        "18: 「household」は市の登録を読む名前です。 → 別の名前にしてください。",
    ),
    "a name that rules cannot use": (
        "{name: email, kind: email, required: false}",
        "{name: e-mail, kind: email}",
        "18: 「e-mail」は名前に使えません。文字・数字・「_」だけで、数字以外から始めてください。 → ",
    ),
    "a name in full width": (
        "{name: email, kind: email, required: false}",
        "{name: ｅmail, kind: email}",
        "18: 「ｅmail」は「email」と書いてください(全角英数字・半角カナは使えません)。 → ",
    ),
    "a rule twice": (
        "name: 予防注射",
        "name: 生後91日以上",
        "47: 規則「生後91日以上」が二つあります。 → 名前を分けてください。",
    ),
    "a paper that nobody declared": (
        "{paper: tag}",
        "{paper: tags}",
        "53: 「tags」は papers にありません。 → もしかして：tag",
    ),
    "a letter that nobody wrote": (
        "{letter: registered}",
        "{letter: registred}",
        "54: 手紙「registred」がありません。 → もしかして：registered",
    ),
    "a word that no letter knows": (
        "登録しました（{receipt}）",
        "登録しました（{number}）",
        "59: 手紙「registered」の {number} に入る言葉がありません。"
        " → 書けるもの：receipt、title、applicant、url、due_on、reason、"
        "criteria、appeal、city、items、dog_count、fee_yen",
    ),
    "an expression in a letter": (
        "{dog_count}頭",
        "{dog_count + 1}頭",
        "60: 手紙「registered」の {dog_count + 1} に入る言葉がありません。 → もしかして：dog_count",
    ),
    "a value that is none": (
        "value: fee_yen}",
        "value: fee}",
        "35: 「fee」は values にありません。 → もしかして：fee_yen",
    ),
    "a value of another type": (
        "fee_yen: dog_count * 3000 + postage[delivery]\nfee: fee_yen",
        "fee_yen: today()",
        "35: 「fee_yen」は日付です。ここには数になる値の名前を書きます。 → 式を直すか、unit を変えてください。",
    ),
    "a fee that is none": (
        "fee: fee_yen",
        "fee: postage",
        "41: 「postage」は values にありません。 → 書けるもの：dog_count、fee_yen",
    ),
    "a table that is none": (
        "postage[delivery]",
        "postages[delivery]",
        "40: 「[ ]」で引けるのは宣言した表だけです。（式の20文字目） → 表の名前: postage",
    ),
    "a field to be marked that is none": (
        "fields: [dogs.born_on]",
        "fields: [dogs.bornon]",
        "46: 「dogs.bornon」は pages にありません。 → もしかして：dogs.born_on",
    ),
    "a template that is missing": (
        "file: tag.typ",
        "file: tags.typ",
        "56: ひな型 tags.typ がありません。 → dogs/tags.typ を置いてください。",
    ),
    "a condition for the whole population": (
        "measures:",
        'tell_to: {who: "age(me.birth_date)", letter: registered}\nmeasures:',
        "61: ここにははい・いいえになる式を書きます。この式は数です。"
        " → 比べる式（例：age(child.birth_date) < 3）にしてください。",
    ),
}


@pytest.mark.parametrize(("old", "new", "said"), NAMES.values(), ids=NAMES)
def test_a_name_that_leads_nowhere_is_told_at_its_line(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert broken(tmp_path / "dogs", old, new) == [said]


def test_what_reads_a_faulty_value_is_not_blamed(tmp_path: Path) -> None:
    assert broken(tmp_path / "dogs", "count(dogs)", "count(dog)") == [
        "39: 「dog」という項目はありません。（式の7文字目） → もしかして: dogs"
    ]


def test_faults_of_many_kinds_are_told_at_once(tmp_path: Path) -> None:
    both = (
        PROCEDURE.replace("dogs.born_on]", "dogs.born]").replace("{paper: tag}", "{paper: x}").replace("{url}", "{u}")
    )
    with pytest.raises(Unsound) as refused:
        check_folder(write(tmp_path / "dogs", procedure=both))
    assert [fault.line for fault in refused.value.faults] == [46, 53, 60]


def test_a_fault_names_file_line_and_remedy_on_the_console(tmp_path: Path) -> None:
    with pytest.raises(Unsound) as refused:
        check_folder(write(tmp_path / "dogs", procedure=PROCEDURE.replace("basis:", "bassis:")))
    assert str(refused.value).splitlines() == [
        "dogs/procedure.yaml:1: 「basis」がありません。",
        "    → 「basis:」を書いてください。docs/catalogue.md に全部の項目があります。",
        "dogs/procedure.yaml:3: 「bassis」という項目はありません。",
        "    → もしかして：basis",
    ]


def test_a_folder_that_is_no_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Unsound, match="フォルダーの名前「Dogs_1」は使えません"):
        check_folder(write(tmp_path / "Dogs_1"))


@pytest.mark.parametrize("name", ["procedure.yaml", "examples.yaml"])
def test_a_missing_file_is_told(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path / "dogs")
    (folder / name).unlink()
    with pytest.raises(Unsound) as refused:
        check_folder(folder)
    assert str(refused.value) == f"dogs/{name}:1: ファイルがありません。\n    → {name} を置いてください。"


@pytest.mark.parametrize("name", ["procedure.yaml", "examples.yaml", "tag.typ"])
def test_a_file_that_is_no_utf8_is_told_with_its_line(tmp_path: Path, name: str) -> None:
    folder = write(tmp_path / "dogs")
    (folder / name).write_bytes("# 一\n# 二\n".encode() + "# 三\n".encode("cp932"))
    with pytest.raises(Unsound) as refused:
        check_folder(folder)
    assert str(refused.value) == f"dogs/{name}:3: UTF-8で読めません。\n    → UTF-8で保存し直してください。"


def test_a_folder_where_a_file_should_be_is_told(tmp_path: Path) -> None:
    folder = write(tmp_path / "dogs")
    (folder / "examples.yaml").unlink()
    (folder / "examples.yaml").mkdir()
    with pytest.raises(Unsound, match=r"dogs/examples.yaml:1: ファイルを開けません"):
        check_folder(folder)


def test_a_mark_at_the_beginning_of_a_file_does_no_harm(tmp_path: Path) -> None:
    folder = write(tmp_path / "dogs", procedure="\ufeff" + PROCEDURE, examples="\ufeff" + EXAMPLES)
    assert check_folder(folder).text == PROCEDURE


def test_no_yes_and_on_are_words(tmp_path: Path) -> None:
    options = PROCEDURE.replace("[counter, post]", "[on, no]").replace('"post"', '"no"')
    options = options.replace("{counter: 0, post: 110}", "{on: 0, no: 110}")
    examples = EXAMPLES.replace("delivery: post", "delivery: no").replace("delivery: counter", "delivery: on")
    check_folder(write(tmp_path / "dogs", procedure=options, examples=examples))
