"""The desk has a label of its own, because the room below has the same name."""

from django.apps import AppConfig


class TaboosDeskConfig(AppConfig):
    name = "yakuba.desks.taboos"
    label = "taboos_desk"
