"""What gunicorn has to say, told like everything else: its own words quote the line and the headers of a request."""

from typing import Any

from django.conf import settings
from gunicorn.config import Config
from gunicorn.glogging import Logger

from yakuba.toolbox.logs import Json, Plain


class ServerLog(Logger):
    """Writes as YAKUBA_LOGS says, in the parent and in the processes that answer."""

    def setup(self, cfg: Config) -> None:
        super().setup(cfg)
        formatter = Json() if settings.LOGS == "json" else Plain()
        for one in self.error_log.handlers:
            one.setFormatter(formatter)

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """From the place that complains, not from gunicorn's own go-between."""
        super().warning(msg, *args, **{"stacklevel": 3, **kwargs})
