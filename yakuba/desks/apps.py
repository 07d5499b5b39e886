"""What the desks listen to from the day they open."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    name = "yakuba.desks"

    def ready(self) -> None:
        from yakuba.desks import signing_in, things  # noqa: F401  It listens from the moment it is read.

        things.register_things()
