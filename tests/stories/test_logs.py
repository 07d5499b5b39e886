"""What happens is logged and counted; what somebody wrote is not, not even when everything breaks."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from django.db import connection
from prometheus_client.parser import text_string_to_metric_families

from tests.cast import HANA_TOKEN
from tests.stories import forms
from tests.stories.walking import fill_in
from yakuba.cases import filing, issuing
from yakuba.cases.models import Case
from yakuba.cases.tests.samples import QUICK, declare, file_form
from yakuba.toolbox.logs import Json, Plain

pytestmark = pytest.mark.once("sqlite")

WATERMARK = "透かし7Q2XKW"


@pytest.fixture(params=[Json, Plain], ids=["json", "plain"])
def told(request) -> Iterator[io.StringIO]:
    """Everything that any logger says, as it would be written."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.name = "told"
    handler.setFormatter(request.param())
    loggers = [logging.getLogger(name) for name in ("", "yakuba", "yakuba.access", "django", "django.request")]
    levels = [one.level for one in loggers]
    logging.getLogger().addHandler(handler)
    for one in loggers:
        one.setLevel(logging.DEBUG if one.name.startswith("yakuba") else logging.INFO)
    yield out
    logging.getLogger().removeHandler(handler)
    for one, level in zip(loggers, levels, strict=True):
        one.setLevel(level)


def breaks(*args, **_kwargs):
    raise ValueError(f"no idea what to do with {WATERMARK} {args}")


def test_a_view_that_breaks_over_an_answer_does_not_log_it(cast, publish, sign_in, told, monkeypatch):
    publish("dog-registration")
    browser = sign_in(cast.hana)
    browser.raise_request_exception = False
    confirm = fill_in(browser, "dog-registration", forms.dog(dog_name=WATERMARK))
    monkeypatch.setattr(filing, "file_held", breaks)
    answer = browser.post(confirm.replace("confirm", "file"))
    assert answer.status_code == 500
    assert answer["X-Request-Id"] in answer.content.decode()
    lines = told.getvalue()
    assert "ValueError" in lines
    assert "breaks" in lines
    for secret in (WATERMARK, HANA_TOKEN, cast.hana.email, cast.hana.name, confirm.split("/")[2]):
        assert secret not in lines
    if lines.startswith("{"):
        rows = [json.loads(line) for line in lines.splitlines()]
        [broken] = [row for row in rows if row.get("error")]
        assert broken["request"] == answer["X-Request-Id"]
        assert broken["where"][-1].endswith(" breaks")
        accesses = [row for row in rows if row["logger"] == "yakuba.access"]
        assert accesses[-1]["route"] == "drafts/<uuid:pk>/file/"
        assert accesses[-1]["status"] == 500


def test_a_worker_that_breaks_over_an_answer_does_not_log_it(cast, told, monkeypatch):
    file_form(declare(QUICK), note=WATERMARK)
    monkeypatch.setattr(issuing, "print_paper", breaks, raising=False)
    monkeypatch.setattr(issuing, "_print", breaks, raising=False)
    monkeypatch.setattr(issuing.press, "render", breaks, raising=False)
    issuing.work()
    assert Case.objects.get().work_failures == 1
    assert "ValueError" in told.getvalue()
    assert WATERMARK not in told.getvalue()


def test_what_the_database_complains_of_is_not_quoted(cast, told):
    """PostgreSQL says DETAIL: Key (email)=(hana@…) already exists."""
    log = logging.getLogger("yakuba")
    try:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO people_household (number) VALUES ('T00001')")
    except Exception:
        log.exception("It did not go.")
    assert "IntegrityError" in told.getvalue()
    assert "T00001" not in told.getvalue()


def test_an_address_with_a_secret_and_a_foreign_message_are_not_written(db, client, told):
    client.get(f"/follow/{WATERMARK}/?q={WATERMARK}")
    client.get(f"/{WATERMARK}/")
    logging.getLogger("somebody.else").error("cannot read %s", WATERMARK)
    lines = told.getvalue()
    assert "follow/<str:token>/" in lines
    assert "cannot read %s" in lines
    assert WATERMARK not in lines


def test_a_planted_formatter_that_writes_all_is_noticed(told, client, db):
    [handler] = [one for one in logging.getLogger().handlers if one.name == "told"]
    handler.setFormatter(logging.Formatter("%(message)s"))
    client.get(f"/follow/{WATERMARK}/")
    logging.getLogger("somebody.else").error("cannot read %s", WATERMARK)
    assert WATERMARK in told.getvalue()


def figures(client, token="of the town"):
    answer = client.get("/metrics/", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 200
    families = text_string_to_metric_families(answer.content.decode())
    return {
        (one.name, *dict(sorted(one.labels.items())).values()): one.value
        for family in families
        for one in family.samples
    }


def test_the_figures_are_for_whoever_brings_the_token(cast, client, settings):
    assert client.get("/metrics/").status_code == 404
    settings.METRICS_TOKEN = "of the town"
    assert client.get("/metrics/").status_code == 404
    assert client.get("/metrics/", headers={"Authorization": "Bearer of the towm"}).status_code == 404
    before = figures(client).get(("yakuba_requests_total", "GET", "procedures/", "2xx"), 0)
    client.get("/procedures/")
    file_form(declare(QUICK), people=50)
    found = figures(client)
    assert found["yakuba_requests_total", "GET", "procedures/", "2xx"] == before + 1
    assert found["yakuba_request_seconds_count", "procedures/"] >= 1
    assert found["yakuba_cases_waiting", "review"] == 1
    assert found["yakuba_letters", "waiting"] == 1
    assert HANA_TOKEN not in str(found)


def test_strangers_make_no_new_figures(cast, client, settings):
    settings.METRICS_TOKEN = "of the town"
    client.get("/one-that-is-not/")
    few = len(figures(client))
    for number in range(20):
        client.get(f"/nothing-{number}/")
        client.generic(f"ODD{number}", "/")
    assert len(figures(client)) <= few + 20


def test_the_figures_tell_of_failed_work_and_of_the_last_backup(cast, client, settings, tmp_path, monkeypatch):
    settings.METRICS_TOKEN, settings.BACKUPS = "of the town", str(tmp_path)
    file_form(declare(QUICK))
    monkeypatch.setattr(issuing.press, "printed", breaks)
    issuing.work()
    found = figures(client)
    assert (found["yakuba_cases_retried",], found["yakuba_cases_finished_hour",]) == (1, 0)
    assert ("yakuba_backup_age_seconds",) not in found
    (tmp_path / "hall.zip").touch()
    monkeypatch.undo()
    case = Case.objects.get()
    case.work_at = case.filed_at
    case.save(update_fields=["work_at"])
    issuing.work()
    found = figures(client)
    assert (found["yakuba_cases_retried",], found["yakuba_cases_finished_hour",]) == (0, 1)
    assert 0 <= found["yakuba_backup_age_seconds",] < 60


def test_the_token_without_its_word_opens_nothing(db, client, settings):
    settings.METRICS_TOKEN = "of the town"
    assert client.get("/metrics/", headers={"Authorization": "of the town"}).status_code == 404
