"""Posts as the ledger has copied them, in the reader's language."""

from functools import cached_property

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from yakuba.people.models import Section

TITLES = {
    "係員": gettext_lazy("係員"),
    "主任": gettext_lazy("主任"),
    "係長": gettext_lazy("係長"),
    "課長補佐": gettext_lazy("課長補佐"),
    "課長": gettext_lazy("課長"),
    "部長": gettext_lazy("部長"),
    "副市長": gettext_lazy("副市長"),
    "市長": gettext_lazy("市長"),
    "運用": gettext_lazy("運用"),
    "自動": gettext_lazy("自動"),
}


class Posts:
    """Says posts to one reader; the sections' English names are read once, and only for readers of English."""

    def say(self, post: str) -> str:
        """市民課 係員 as Clerk, Residents. What has no translation stays as the ledger has it."""
        section, _space, title = post.rpartition(" ")
        said = str(TITLES.get(title, title))
        if not section:
            return said
        return _("%(section)s %(title)s") % {"section": self._names.get(section, section), "title": said}

    @cached_property
    def _names(self) -> dict[str, str]:
        if get_language() != "en":
            return {}
        return dict(Section.objects.exclude(name_en="").values_list("name", "name_en"))
