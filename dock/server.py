"""The dock's HTTP server."""

from __future__ import annotations

from dock.docked import DockedTerminal


class Dock:
    """The dock of one terminal on a loopback port; 0 takes a free one, `port` tells which."""

    def __init__(self, terminal: DockedTerminal, port: int = 8100) -> None:
        self._terminal, self.port = terminal, port

    def start(self) -> None:
        """Serve, on threads of its own. Raises OSError when the port is taken."""

    def stop(self) -> None:
        """Serve no more; may be called twice."""
