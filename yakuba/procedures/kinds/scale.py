"""Where between two ends: five points from まったくそう思わない to とてもそう思う."""

from typing import Any, Literal

from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict
from pydantic import Field as Declared

from yakuba.procedures import rules
from yakuba.procedures.kinds.field import Around, Field, Typed, first
from yakuba.procedures.kinds.number import read_number
from yakuba.procedures.kinds.wrong import Wrong
from yakuba.procedures.wording import Text


class Ends(BaseModel):
    """How many points there are, and what the first and the last of them mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    points: int = Declared(5, ge=2, le=11, description="段階の数。1から数える。")
    low: Text = Declared(description="1 の意味。")
    high: Text = Declared(description="いちばん大きい数の意味。")

    @property
    def options(self) -> list[dict[str, Any]]:
        """Every point as a template draws it: its number, and at the ends what it means."""
        ends = {1: self.low, self.points: self.high}
        return [{"value": str(one), "label": one, "end": ends.get(one, "")} for one in range(1, self.points + 1)]

    def read(self, typed: str) -> int:
        """The point of that number, full width too. Raises Wrong."""
        try:
            point = read_number(typed)
        except Wrong:
            point = None
        if point is None or point != int(point) or not 1 <= point <= self.points:
            raise Wrong(_("1から%(most)dまでの数から選んでください。") % {"most": self.points})
        return int(point)

    def show(self, point: int) -> str:
        """The point with its base: 4／5."""
        return _("%(point)d／%(points)d") % {"point": point, "points": self.points}

    def value_schema(self) -> dict[str, Any]:
        return {"type": "integer", "minimum": 1, "maximum": self.points}


class ScaleField(Field):
    """The value is the point as a number, 1 at the low end."""

    kind: Literal["scale"] = "scale"
    points: int = Declared(5, ge=2, le=11, description="段階の数。1から数える。")
    low: Text = Declared(description="1 の意味。例：まったくそう思わない")
    high: Text = Declared(description="いちばん大きい数の意味。例：とてもそう思う")

    @property
    def ends(self) -> Ends:
        return Ends.model_construct(points=self.points, low=self.low, high=self.high)

    def read(self, typed: Typed, around: Around) -> int:
        return self.ends.read(first(typed))

    def missing(self) -> str:
        return _("%(title)sを選んでください。") % {"title": self.label}

    def show(self, value: Any) -> str:
        return self.ends.show(value)

    def value_schema(self) -> dict[str, Any]:
        return self.ends.value_schema()

    def rule_type(self) -> rules.Type:
        return rules.INT
