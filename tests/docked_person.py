"""A person at the dock of a small terminal, who calls it as any program would."""

import http.client
import json

from acting import LONG

from dock.server import Dock


class Person:
    """Calls the dock as any program would."""

    def __init__(self, dock: Dock) -> None:
        self.dock = dock

    def call(self, method, path, body=None, **headers):
        """(status, headers, body bytes)."""
        line = http.client.HTTPConnection("127.0.0.1", self.dock.port, timeout=LONG)
        payload = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        line.request(method, path, payload, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = line.getresponse()
        status, found, content = answer.status, answer.headers, answer.read()
        line.close()
        return status, found, content

    def get(self, path):
        status, _, content = self.call("GET", path)
        assert status == 200, content
        return json.loads(content)

    def does(self, path, **body):
        """The state after an act that is possible."""
        status, _, content = self.call("POST", path, body)
        assert status == 200, content
        return json.loads(content)

    def is_refused(self, path, status, **body):
        """The sentence of a refusal with this status."""
        found, _, content = self.call("POST", path, body)
        assert found == status, content
        return json.loads(content)["error"]

    def hangs_up(self):
        """Put the handset back and wait until the visit is over."""
        state = self.does("/handset", lifted=False)
        while state["visit"]:
            state = self.get("/state")
        return state

    def presses(self, *keys):
        for key in keys:
            state = self.does("/press", key=key)
        return state

    def pays_up_to(self, kind):
        """Walk the visit until this kind of prompt is open."""
        state = self.get("/state")
        walk = {
            "PresentCard": lambda: self.does("/card", name="hanako"),
            "EnterDigits": lambda: self.presses("1", "2", "3", "4", "ok"),
            "RemoveCard": lambda: self.does("/card", remove=True),
            "ChooseSeveral": lambda: self.presses("ok"),
            "Confirm": lambda: self.presses("ok"),
            "Wait": lambda: self.get("/state"),
            "Pay": lambda: self.does("/cash", yen=100),
        }
        if state["prompt"] is None:
            state = self.presses("ok")
        while state["prompt"]["kind"] != kind:
            state = walk[state["prompt"]["kind"]]()
        return state
