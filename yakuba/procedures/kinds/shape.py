"""Whether a JSON value has the shape of its kind, before its parts are read like what somebody typed."""

from typing import Any

from django.utils.translation import gettext as _

from yakuba.procedures.kinds.wrong import Wrong
from yakuba.procedures.wording import listed

# bool is a kind of int in Python, and none in JSON.
SHAPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}


def check_shape(value: Any, schema: dict[str, Any], title: str) -> None:
    """Types and names only: what is missing or out of bounds gets a better sentence from the kind. Raises Wrong."""
    expected = schema["type"]
    if not isinstance(value, SHAPES[expected]) or (expected == "integer" and isinstance(value, bool)):
        raise Wrong(_("%(title)sの形がちがいます。") % {"title": title})
    if isinstance(value, list):
        for item in value:
            check_shape(item, schema["items"], title)
    elif isinstance(value, dict):
        properties = schema["properties"]
        if unknown := sorted(str(name) for name in value if name not in properties):
            raise Wrong(_("「%(names)s」という項目はありません。") % {"names": listed(unknown)})
        for name, part in value.items():
            check_shape(part, properties[name], title)
