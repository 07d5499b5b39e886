"""What the rules found, as far as it is the applicant's: doubts are for staff, and speak to staff."""

from collections.abc import Sequence

from django.utils.translation import get_language, ngettext

from yakuba.procedures.review import Finding


def for_applicant(findings: Sequence[Finding]) -> list[str]:
    """What is not met, in its own sentence; of the doubts only that there are some, and what they are called.

    The rules have names in Japanese only, so other readers hear how many there are.
    """
    said = [finding.said for finding in findings if finding.result == "not_met"]
    doubts = list(dict.fromkeys(finding.rule for finding in findings if finding.result == "doubt"))
    if not doubts:
        return said
    count = len(doubts)
    if get_language() != "ja":
        told = ngettext(
            "職員がたしかめることが%(count)d件あります。", "職員がたしかめることが%(count)d件あります。", count
        )
        return [*said, told % {"count": count}]
    told = ngettext(
        "職員がたしかめることが%(count)d件あります：%(names)s",
        "職員がたしかめることが%(count)d件あります：%(names)s",
        count,
    )
    return [*said, told % {"count": count, "names": "、".join(doubts)}]
