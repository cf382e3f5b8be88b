"""Three etcd nodes on loopback ports, set up by the shipped `examples/central/etcd.env`."""

from __future__ import annotations

from pathlib import Path

from cluster import programs

SETTINGS = Path(__file__).parents[2] / "examples/central/etcd.env"
NODES = ("db-1", "db-2", "db-3")
START_S = 90.0


class Etcd:
    """The nodes stand in folders of their own below `folder`; `hosts` is what clients are told."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        ports = programs.quiet_ports(2 * len(NODES))
        self._clients = dict(zip(NODES, ports[:3], strict=True))
        self._peers = dict(zip(NODES, ports[3:], strict=True))
        self.hosts = ",".join(f"127.0.0.1:{port}" for port in self._clients.values())

    def start(self) -> None:
        """Start all three and wait until each knows who leads."""
        for name in NODES:
            self.start_node(name)
        for name in NODES:
            programs.until(
                lambda name=name: self.is_healthy(name), START_S, f"etcd {name} is not healthy", self._folder
            )

    def start_node(self, name: str) -> None:
        """Start one, for the first time or once more."""
        programs.start_as_postgres(["etcd"], self._folder / name, self._environment(name))

    def kill(self, name: str) -> None:
        """SIGKILL for one."""
        programs.kill(self._folder / name)

    def is_healthy(self, name: str) -> bool:
        """Whether it says that it can write."""
        return programs.ask(f"http://127.0.0.1:{self._clients[name]}/health").get("health") == "true"

    def _environment(self, name: str) -> dict[str, str]:
        client, peer = self._clients[name], self._peers[name]
        replaced = {
            "ETCD_NAME=db-1": f"ETCD_NAME={name}",
            "/var/lib/etcd/kazasu": "kept",
            # the list of all before the addresses of its own, which it contains
            **{
                f"db-{n}=http://10.0.0.1{n}:2380": f"db-{n}=http://127.0.0.1:{self._peers[f'db-{n}']}"
                for n in (1, 2, 3)
            },
            "10.0.0.11:2379": f"127.0.0.1:{client}",
            "10.0.0.11:2380": f"127.0.0.1:{peer}",
        }
        return programs.read_environment(SETTINGS, replaced)
