"""Two rooms are called systems; Django wants a label of its own for each."""

from django.apps import AppConfig


class SystemsDesk(AppConfig):
    name = "yakuba.desks.systems"
    label = "systems_desk"
