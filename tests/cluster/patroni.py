"""PostgreSQL 15 on three nodes under Patroni and etcd, as Debian ships them, on loopback ports, without systemd.

    with Cluster() as cluster:
        writing_to(cluster.url)
        cluster.kill(cluster.primary())

The nodes run the shipped `examples/central/patroni.yml`; only names, addresses and folders are their own. A node that is killed
is Patroni with PostgreSQL and all of its processes at once, as when the machine lost power but for what the page cache keeps.
"""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
from pathlib import Path

import psycopg
from cluster import programs
from cluster.etcd import NODES, Etcd

EXAMPLES = Path(__file__).parents[2] / "examples/central"
PASSWORD = "change-me-1"  # as in the example
START_S = 90.0
RUNNING = ("running", "streaming")


class Cluster:
    """`url` names all nodes and leads to the one that takes writes; user and database are `kazasu`."""

    def __init__(self) -> None:
        # outside pytest's folder, which only its owner may enter
        self.folder = Path(tempfile.mkdtemp(prefix="kazasu-cluster-"))
        self.folder.chmod(0o755)
        (self.folder / "passfile").write_text(f"*:*:*:*:{PASSWORD}\n")
        (self.folder / "passfile").chmod(0o600)
        self.etcd = Etcd(self.folder / "etcd")
        ports = programs.quiet_ports(2 * len(NODES))
        self.ports = dict(zip(NODES, ports[:3], strict=True))
        self._asked = dict(zip(NODES, ports[3:], strict=True))
        self.url = self.address("kazasu", "kazasu")

    def address(self, user: str, database: str) -> str:
        """A libpq address (PostgreSQL 15, 34.1.1.2) of all nodes, of which the primary is taken."""
        hosts = ",".join(f"127.0.0.1:{port}" for port in self.ports.values())
        settings = f"target_session_attrs=read-write&connect_timeout=2&passfile={self.folder / 'passfile'}"
        return f"postgresql://{user}@{hosts}/{database}?{settings}"

    def __enter__(self) -> Cluster:
        try:
            self.start()
            with psycopg.connect(self.address("postgres", "postgres"), autocommit=True) as connection:
                connection.execute(f"CREATE ROLE kazasu LOGIN PASSWORD '{PASSWORD}'")
                connection.execute("CREATE DATABASE kazasu OWNER kazasu")
        except BaseException:
            # `with` does not leave what it could not enter
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        programs.kill(self.folder)
        assert programs.inside(self.folder) == []
        shutil.rmtree(self.folder)

    def start(self) -> None:
        """Start everything, for the first time or once more, and wait until it is whole."""
        self.etcd.start()
        for name in NODES:
            self.start_node(name)
        self.until_whole()

    def start_node(self, name: str) -> None:
        """Start Patroni on one node; it makes, rewinds or follows by itself."""
        programs.start_as_postgres(
            ["patroni", str(EXAMPLES / "patroni.yml")], self.folder / name, self._environment(name)
        )

    def kill(self, name: str) -> None:
        """SIGKILL for all of a node."""
        programs.kill(self.folder / name)

    def send(self, names: list[str], number: signal.Signals) -> None:
        """A signal for all of some nodes."""
        for pid in [pid for name in names for pid in programs.inside(self.folder / name)]:
            os.kill(pid, number)

    def until_whole(self, seconds: float = START_S) -> float:
        """Wait for one primary, a synchronous standby and all three streaming; the seconds it took."""
        return programs.until(self.is_whole, seconds, "the cluster is not whole", self.folder)

    def is_whole(self) -> bool:
        """Whether every node is there and the next failure may come."""
        roles = sorted(member["role"] for member in self.members() if member["state"] in RUNNING)
        return roles == ["leader", "replica", "sync_standby"]

    def primary(self) -> str:
        """The name of the node that leads. Raises AssertionError when nobody does."""
        leaders = [member["name"] for member in self.members() if member["role"] == "leader"]
        assert len(leaders) == 1, leaders
        return leaders[0]

    def members(self) -> list[dict]:
        """What Patroni's REST tells of all nodes, by the first that answers: name, role, state, timeline, lag."""
        for port in self._asked.values():
            told = programs.ask(f"http://127.0.0.1:{port}/cluster")
            if told:
                return told["members"]
        return []

    def _environment(self, name: str) -> dict[str, str]:
        replaced = {
            "PATRONI_NAME=db-1": f"PATRONI_NAME={name}",
            "10.0.0.11:2379,10.0.0.12:2379,10.0.0.13:2379": self.etcd.hosts,
            "10.0.0.11:8008": f"127.0.0.1:{self._asked[name]}",
            "10.0.0.11:5432": f"127.0.0.1:{self.ports[name]}",
            "/var/lib/postgresql/15/kazasu": str(self.folder / name / "data"),
            "/var/lib/postgresql/.pgpass-patroni": str(self.folder / name / "pgpass"),
        }
        return programs.read_environment(EXAMPLES / "patroni.env", replaced)
