"""The rules of the building, checked by machine. Each rule comes with a breach that it must catch."""
