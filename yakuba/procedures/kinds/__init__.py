"""One file for each kind of field. A new kind is its file, its template `kinds/<kind>.html` and a line here."""

from typing import Annotated

from pydantic import Field as Option

from yakuba.procedures.kinds.address import AddressField
from yakuba.procedures.kinds.bank_account import BankAccountField
from yakuba.procedures.kinds.calculated import CalculatedField
from yakuba.procedures.kinds.choice import ChoiceField
from yakuba.procedures.kinds.choices import ChoicesField
from yakuba.procedures.kinds.consent import ConsentField
from yakuba.procedures.kinds.date import DateField
from yakuba.procedures.kinds.email import EmailField
from yakuba.procedures.kinds.field import Around, Errors, Field, Typed
from yakuba.procedures.kinds.file import FileField
from yakuba.procedures.kinds.group import GroupField
from yakuba.procedures.kinds.guide import GuideField
from yakuba.procedures.kinds.long_text import LongTextField
from yakuba.procedures.kinds.matrix import MatrixField
from yakuba.procedures.kinds.money import MoneyField
from yakuba.procedures.kinds.number import NumberField
from yakuba.procedures.kinds.person import PersonField
from yakuba.procedures.kinds.phone import PhoneField
from yakuba.procedures.kinds.place import PlaceField
from yakuba.procedures.kinds.scale import ScaleField
from yakuba.procedures.kinds.text import TextField
from yakuba.procedures.kinds.time import TimeField
from yakuba.procedures.kinds.wrong import Wrong
from yakuba.procedures.kinds.yes_no import YesNoField

# Groups do not stand inside groups.
Inner = Annotated[
    TextField
    | LongTextField
    | NumberField
    | MoneyField
    | YesNoField
    | ChoiceField
    | ChoicesField
    | ScaleField
    | MatrixField
    | DateField
    | TimeField
    | PersonField
    | AddressField
    | PhoneField
    | EmailField
    | BankAccountField
    | FileField
    | PlaceField
    | ConsentField
    | GuideField
    | CalculatedField,
    Option(discriminator="kind"),
]
GroupField.model_rebuild(_types_namespace={"Inner": Inner})
AnyField = Annotated[Inner | GroupField, Option(discriminator="kind")]

__all__ = ["AnyField", "Around", "Errors", "Field", "GroupField", "Inner", "Typed", "Wrong"]
