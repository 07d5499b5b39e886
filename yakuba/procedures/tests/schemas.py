"""As much of JSON Schema as the kinds write, so that a value can be held against it."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

TYPES: dict[str, Any] = {"string": str, "integer": int, "boolean": bool, "array": list, "object": dict}
KNOWN = {
    "additionalProperties", "const", "description", "enum", "format", "items", "maxItems", "maxLength", "maximum",
    "minItems", "minLength", "minimum", "pattern", "properties", "readOnly", "required", "type", "uniqueItems",
}  # fmt: skip


def complaints(value: Any, schema: dict[str, Any]) -> Iterator[str]:
    """Everything in which the value does not fit the schema."""
    assert set(schema) <= KNOWN, schema
    if not isinstance(value, TYPES[schema["type"]]) or (schema["type"] == "integer" and isinstance(value, bool)):
        yield f"{value!r} is no {schema['type']}"
        return
    if "const" in schema and value != schema["const"]:
        yield f"{value!r} is not {schema['const']!r}"
    if "enum" in schema and value not in schema["enum"]:
        yield f"{value!r} is none of {schema['enum']}"
    if isinstance(value, str):
        yield from _text(value, schema)
    elif isinstance(value, list):
        yield from _list(value, schema)
    elif isinstance(value, dict):
        yield from _map(value, schema)
    elif not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield f"{value} is out of bounds"


def _text(value: str, schema: dict[str, Any]) -> Iterator[str]:
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        yield f"{value!r} has the wrong length"
    if "pattern" in schema and not re.search(schema["pattern"], value):
        yield f"{value!r} does not match {schema['pattern']}"
    if schema.get("format") == "date":
        date.fromisoformat(value)


def _list(value: list[Any], schema: dict[str, Any]) -> Iterator[str]:
    if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
        yield f"{len(value)} items"
    if schema.get("uniqueItems") and len(set(value)) < len(value):
        yield "an item twice"
    for item in value:
        yield from complaints(item, schema["items"])


def _map(value: dict[str, Any], schema: dict[str, Any]) -> Iterator[str]:
    assert schema["additionalProperties"] is False
    yield from (f"{name} is missing" for name in schema["required"] if name not in value)
    for name, part in value.items():
        if name not in schema["properties"]:
            yield f"{name} is not known"
        else:
            yield from complaints(part, schema["properties"][name])
