"""Figures for whoever watches over the hall (Prometheus): only counts, by route and state, never of persons."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from yakuba.cases.models import STAFF_STEPS, Case, Export, HookCall
from yakuba.desks.access import open_to_all
from yakuba.ledger.models import Root
from yakuba.mailroom.models import FAILED, WAITING, Letter
from yakuba.toolbox import backups, clock

WAITS = ["machine", "applicant", *STAFF_STEPS]


@require_safe
@open_to_all
def metrics(request: HttpRequest) -> HttpResponse:
    """What this process, or all of them together, has counted, and what the database says now. Asks for its token."""
    wanted = settings.METRICS_TOKEN
    given = request.headers.get("Authorization", "")
    if not wanted or not constant_time_compare(given.encode("utf-8", "replace"), f"Bearer {wanted}".encode()):
        raise Http404
    registry = CollectorRegistry()
    if settings.COUNTED_TOGETHER:
        MultiProcessCollector(registry)
        counted = generate_latest(registry)
    else:
        counted = generate_latest(REGISTRY)
    standing = CollectorRegistry()
    standing.register(Standing())
    return HttpResponse(counted + generate_latest(standing), content_type=CONTENT_TYPE_LATEST)


class Standing(Collector):
    """How things stand in the database, read when somebody looks; the worker is seen by what it leaves behind."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        cases = Case.objects.filter(waits_for__in=WAITS).values_list("waits_for").annotate(count=Count("pk")).order_by()
        yield _gauge("yakuba_cases_waiting", "Cases by what they wait for", "waits_for", dict(cases))
        retried = Case.objects.filter(waits_for="machine", work_failures__gt=0).count()
        yield GaugeMetricFamily("yakuba_cases_retried", "Cases on which the worker failed and will try again", retried)
        yield GaugeMetricFamily("yakuba_cases_finished_hour", "Cases that ended within the last hour", _finished())
        letters = {state: Letter.objects.filter(state=state).count() for state in (WAITING, FAILED)}
        yield _gauge("yakuba_letters", "Letters that have not arrived, by state", "state", letters)
        calls = HookCall.objects.exclude(state="told").values_list("state").annotate(count=Count("pk")).order_by()
        yield _gauge("yakuba_hook_calls", "Calls of webhooks by state", "state", dict(calls))
        exports = Export.objects.values_list("state").annotate(count=Count("pk")).order_by()
        yield _gauge("yakuba_exports", "Exports by state", "state", dict(exports))
        yield GaugeMetricFamily("yakuba_letter_oldest_seconds", "Age of the oldest letter that waits", _oldest_letter())
        yield GaugeMetricFamily("yakuba_work_oldest_seconds", "How long the worker has left work lying", _oldest_work())
        yield GaugeMetricFamily("yakuba_seal_age_days", "Days since the last day that was sealed", _seal_age())
        if made := backups.last_made(settings.BACKUPS):
            age = (datetime.now(UTC) - made).total_seconds()
            yield GaugeMetricFamily("yakuba_backup_age_seconds", "Age of the newest file in YAKUBA_BACKUPS", age)


def _gauge(name: str, words: str, label: str, counts: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, words, labels=[label])
    for value, count in counts.items():
        family.add_metric([value], count)
    return family


def _finished() -> int:
    return Case.objects.filter(finished_at__gt=clock.now() - timedelta(hours=1)).count()


def _oldest_letter() -> float:
    oldest = Letter.objects.filter(state=WAITING).aggregate(at=Min("posted_at"))["at"]
    return (clock.now() - oldest).total_seconds() if oldest else 0.0


def _oldest_work() -> float:
    oldest = Case.objects.ready(clock.now()).first()
    return (clock.now() - oldest.work_at).total_seconds() if oldest else 0.0


def _seal_age() -> float:
    last = Root.objects.order_by("-day").values_list("day", flat=True).first()
    return float((clock.today() - last).days) if last else -1.0
