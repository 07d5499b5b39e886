"""The meetings of the sample town are made by the moves, quickly."""

import pytest

from yakuba.meetings.models import Meeting, Minutes, PaperVersion, Task
from yakuba.sample.meetings import build_meetings
from yakuba.sample.town import build_hall
from yakuba.toolbox import clock


@pytest.mark.django_db
def test_three_bodies_four_meetings_one_open_now():
    build_hall(clock.today())
    build_meetings(clock.today())
    assert sorted(Meeting.objects.values_list("state", flat=True)) == ["confirmed", "ended", "ended", "open"]
    assert Meeting.objects.get(state="open").papers.count() == 2
    assert {one.page_count for one in PaperVersion.objects.all()} == {2, 3, 4}
    assert Minutes.objects.filter(confirmed_at__isnull=False).count() == 1
    assert Task.objects.filter(state="reported").exists()
    assert any(one.is_overdue for one in Task.objects.all())
