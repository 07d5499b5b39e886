"""Writing rows that are known to be new, or known to be there, in one statement each and little else.

Django's `save` finds out anew each time how a model is written: at a window where hundreds file in a minute that costs
more than the database. The statement of a model is put together once here; the fields adapt their values as ever.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from django.db import connection, models

Row = TypeVar("Row", bound=models.Model)


def insert(rows: Sequence[Row]) -> None:
    """Adds new rows of one model, in their order, and gives them their primary keys. At least one."""
    fields, statement, values = _adding(type(rows[0]), connection.vendor)
    given = [field.get_db_prep_save(field.pre_save(row, True), connection) for row in rows for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement.format(values=", ".join([values] * len(rows))), given)
        if rows[0].pk is None:
            _number(rows, cursor)
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias


def update(row: models.Model, columns: Iterable[str]) -> None:
    """Changes these columns of one row that is there."""
    fields, statement = _changing(type(row), tuple(columns))
    given = [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(statement, given)


def _number(rows: Sequence[models.Model], cursor: Any) -> None:
    if connection.vendor == "postgresql":
        keys = [key for (key,) in cursor.fetchall()]
    else:
        # One statement is one writer: its rows stand behind each other.
        keys = list(range(cursor.lastrowid - len(rows) + 1, cursor.lastrowid + 1))
    for row, key in zip(rows, keys, strict=True):
        row.pk = key


@lru_cache
def _adding(model: type[models.Model], vendor: str) -> tuple[list[Any], str, str]:
    key = _key(model)
    numbered = isinstance(key, models.AutoField)
    fields = [field for field in model._meta.concrete_fields if not (numbered and field is key)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    returning = f' RETURNING "{key.column}"' if numbered and vendor == "postgresql" else ""
    statement = f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES {{values}}{returning}'
    return fields, statement, f"({', '.join(['%s'] * len(fields))})"


@lru_cache
def _changing(model: type[models.Model], columns: tuple[str, ...]) -> tuple[list[Any], str]:
    """The fields in the order of the statement, the primary key last."""
    fields: list[Any] = [model._meta.get_field(column) for column in columns]
    key = _key(model)
    changed = ", ".join(f'"{field.column}" = %s' for field in fields)
    return [*fields, key], f'UPDATE "{model._meta.db_table}" SET {changed} WHERE "{key.column}" = %s'


def _key(model: type[models.Model]) -> Any:
    return model._meta.pk
