"""A count of a whole: rounded half up in decimals, never by a float, and never shown where it would name somebody."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal


@dataclass(frozen=True)
class Share:
    """`count` of `of` things or people. A whole of nothing has no percentage."""

    count: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.of:
            raise ValueError(f"{self.count} of {self.of} is no share")

    def percent(self, places: int = 1) -> Decimal | None:
        """The percentage, rounded half up: 23 of 32 is 71.9. None where there is nothing to divide by."""
        if not self.of:
            return None
        return (Decimal(100 * self.count) / Decimal(self.of)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)

    @property
    def exact(self) -> Decimal | None:
        """The percentage before any rounding, to compare with; None where there is nothing to divide by."""
        return Decimal(100 * self.count) / Decimal(self.of) if self.of else None

    def text(self, places: int = 1) -> str:
        """「71.9%」, or a dash where there is nothing to divide by."""
        found = self.percent(places)
        return "—" if found is None else f"{found}%"
