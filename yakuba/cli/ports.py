"""Whether a port is free: asked before any setting is read."""

import errno
import socket


def is_free(port: int, address: str = "127.0.0.1") -> bool:
    """Whether nobody listens at that port yet."""
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            return error.errno != errno.EADDRINUSE
    return True
