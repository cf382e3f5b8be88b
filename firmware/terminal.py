"""A terminal, put together from its configuration and run: the only place that knows all the parts."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from drivers import EARLY
from drivers.protocols import CardEvent
from firmware.assembly import (
    LISTENING,
    device_protocols,
    early_devices,
    kind_of,
    make_devices,
    make_parts,
    role_class,
)
from firmware.by_ear import ByEar
from firmware.clock import Clock
from firmware.config import ConfigError, TerminalSettings, known
from firmware.conversation import Conversation
from firmware.errors import JournalError
from firmware.phrases.reader import PhraseBook, PhraseError

if TYPE_CHECKING:
    from firmware.metrics import SnapshotAge, Watch

log = logging.getLogger(__name__)
STOP_SECONDS = 120.0
"""A question ends at once, a job on paper is waited for; what takes longer is asked of the printer after the restart."""
OPEN_SECONDS = 30.0
"""How long the dock waits for the devices that it shows."""
BUG, WRONG_CONFIGURATION = 1, 2


class Terminal:
    """One terminal; `run` shows its screen on the calling thread until `stop`, and serves on a thread of its own."""

    def __init__(self, settings: TerminalSettings, clock: Clock, given: Mapping[str, Any] | None = None) -> None:
        self.settings, self.clock = settings, clock
        self.book = PhraseBook(site=Path(settings.site_terms) if settings.site_terms else None)
        self.talk = Conversation(clock, settings.languages)
        self.driver_talk = Conversation(clock, settings.languages) if settings.bus else None
        self.devices: dict[str, Any] = {}
        self.by_ear = ByEar(settings, clock, self.talk, self.book)
        self.ready = threading.Event()
        self.screen: Any = None
        self.driver_screen: Any = None
        self._screens: Any = None
        self._has_screen = threading.Event()
        self._given = given or {}
        self._stopping = False
        self._status = 0
        self._away: dict[str, str] = {}
        self._missed: set[str] = set()
        self._dock: Any = None
        self._unmeasure: Callable[[], None] = lambda: None
        self.role: Any = None
        self._serving: Any = None
        self.parts: Any = None

    @property
    def surfaces(self) -> dict[str, Any]:
        """The devices by name that a visitor hears and presses without seeing."""
        return self.by_ear.surfaces

    @property
    def guidance(self) -> Any:
        """What speaks, None when this terminal does not."""
        return self.by_ear.guidance

    @property
    def central(self) -> Any:
        """Central as this terminal sees it."""
        return self.parts.central

    def run(self, dock_port: int | None = None, *, window: bool = False) -> int:
        """Run until stopped; the exit status is 1 after a bug, 2 after a wrong configuration. Raises ConfigError."""
        from screens.theme import PANELS, panel_at

        for panel in self._panels():
            if panel.partition(":")[0] not in PANELS:
                raise known("panel", panel, list(PANELS))
            try:
                panel_at(panel)
            except ValueError as error:
                raise ConfigError(f"panel: {error}") from error
        if dock_port is not None and self.settings.enrolled:
            raise ConfigError("a terminal enrolled for real use has no dock")
        # the picture and the assembly go on side by side; a first press is latched until somebody serves
        serving = threading.Thread(target=self._serve_or_fail, args=(dock_port,), name="visit", daemon=True)
        serving.start()
        try:
            self._show(window)
        finally:
            self._stopping = True
            self.talk.stop()
            serving.join(STOP_SECONDS)
            if serving.is_alive():
                log.error("ended in the midst of a visit: see what the journal leaves open")
        return self._status

    def _panels(self) -> dict[str, Conversation]:
        """Who is spoken to on which panel: whoever comes and, in a vehicle that has a second one, the driver."""
        panels = {self.settings.panel: self.talk}
        if self.driver_talk and self.settings.bus and self.settings.bus.driver_panel:
            panels[self.settings.bus.driver_panel] = self.driver_talk
        return panels

    def _show(self, window: bool) -> None:
        from screens.glass import ScreenUnfit
        from screens.screen import Screen
        from screens.screens import Screens

        panes = [Screen(talk, self.book, panel, window=window) for panel, talk in self._panels().items()]
        self.screen, self.driver_screen = panes[0], panes[1] if panes[1:] else None
        self._screens = Screens(panes)
        self._has_screen.set()
        try:
            if not self._stopping:
                self._screens.run()
        except ScreenUnfit as error:
            raise ConfigError(f"panel: {error}") from error

    def stop(self) -> None:
        """Stop from any thread, and from the handler of a signal: it takes no lock, for its own thread may hold it."""
        self._stopping = True
        if self._screens:
            self._screens.stop()

    def _serve_or_fail(self, dock_port: int | None) -> None:
        try:
            self._serve(dock_port)
        except (ConfigError, PhraseError, JournalError) as error:
            log.error("%s", error)
            self._status = WRONG_CONFIGURATION
        except Exception:
            log.exception("out of service: a fault in the program")
            self._status = BUG
        finally:
            self.stop()

    def _serve(self, dock_port: int | None) -> None:
        try:
            role = self._assemble()
            try:
                self.by_ear.open(self._given)
                if dock_port is not None:
                    self._open_dock(dock_port)
                self.ready.set()
                self._serve_whoever_comes(role)
            finally:
                self._serving.stop()
                if self._dock:
                    self._dock.stop()
                self.by_ear.close()
                self._unmeasure()
                role.journal.close()
        finally:
            for device in self.devices.values():
                device.close()

    def _assemble(self) -> Any:
        """The role with all that its fields name, devices open; first the reader, whose program takes its time."""
        self.devices = early_devices(self.settings, self._given)
        self._away = {name: EARLY[kind_of(self.settings.devices[name])] for name in self.devices}
        self._open_devices()
        # only now: this takes its time too, meanwhile the reader's program starts
        from firmware.parts import Parts

        role = role_class(self.settings.role)
        self.devices = make_devices(role, self.settings, self.devices | dict(self._given))
        self.parts = Parts(self.settings, self.clock, self.book, self.driver_talk)
        self.role = role(**self.devices, **make_parts(role, self.settings, self.parts))
        # by now it is known who hears what the devices notice
        self._serving = self.role.serving(self.role, self.talk, self.settings.name)
        self._away = {name: protocol for name, protocol in device_protocols(role).items() if name in self.devices}
        self._open_devices()
        return self.role

    def _open_devices(self) -> None:
        """Open what is not open yet; a device that is away is tried again until it is back."""
        from drivers.protocols import DeviceFault

        for name, protocol in list(self._away.items()):
            try:
                self.devices[name].open(*([partial(self._notice, name)] if protocol in LISTENING else []))
                del self._away[name]
            except DeviceFault as fault:
                # tried every few seconds, told once: a log that grows by itself fills the disk
                if name not in self._missed:
                    log.error("%s: %s", name, fault)
                self._missed.add(name)

    def _notice(self, name: str, what: Any) -> None:
        """A device has noticed something; the reader may do so before the role is there that wants to know."""
        callbacks = self._serving.callbacks if self._serving else {}
        callbacks.get(name, self.talk.notice)(what)

    def _serve_whoever_comes(self, role: Any) -> None:
        from firmware.beside import Beside
        from firmware.rounds import Rounds

        rounds = Rounds(self._round(role), self.clock)
        beside = Beside(lambda: self.talk.press(CardEvent.INSERTED))
        warm = rested = False
        self._serving.start()
        looking = None if self._serving.pauses else beside.start("rounds", rounds.keep_going)
        try:
            while not self._stopping:
                beside.check()
                if not looking:
                    rounds.go()
                began = self.talk.await_visitor(1.0)
                if began is not None:
                    if self._serving.attend(began):
                        rounds.hurry()
                        rested = False
                elif not rested and not self._stopping:
                    if not warm:
                        self._warm(role)
                    # only now has the idle picture been drawn, whose scraps are given back too
                    _give_back_memory()
                    warm = rested = True
        finally:
            rounds.stop()
            if looking:
                looking.join()

    def _round(self, role: Any) -> Callable[[], None]:
        """What is done every few seconds: what is away is opened, what is due is done, all is looked at and told."""
        from firmware.health import look
        from firmware.upkeep import Upkeep

        keeping, serving = self.parts.keeping, self._serving
        errands, others = ([keeping.errand], keeping.sentences) if keeping else ([], list)
        upkeep = Upkeep(role, self.clock, serving, [*errands, *serving.errands])
        watch = self._measure(role, keeping.ages if keeping else tuple)

        def go_round() -> None:
            self._open_devices()
            upkeep.run()
            report = look(self.devices, role.journal, [*upkeep.sentences(), *others()])
            watch.see(report)
            serving.see(report)
            self.talk.close(report.closed(role.essential))

        return go_round

    def _measure(self, role: Any, snapshots: Callable[[], Iterable[SnapshotAge]]) -> Watch:
        """What looks on; with `metrics` configured a Prometheus may ask it from now on."""
        from firmware.metrics import TerminalMetrics, Watch, serve

        watch = Watch()
        if self.settings.metrics:
            self._unmeasure = serve(self.settings.metrics, TerminalMetrics(role.journal, self.clock, watch, snapshots))
        return watch

    def _warm(self, role: Any) -> None:
        """Load and check what neither the first picture nor the first visitor should wait for: 0.3 s and 18 MB."""
        for language in self.settings.languages:
            self.book.check(language)
        role.central.warm()
        self.by_ear.warm()

    def _open_dock(self, port: int) -> None:
        from dock.server import Dock
        from firmware.docking import docked

        self._has_screen.wait()
        self.by_ear.await_open(OPEN_SECONDS)
        self._dock = Dock(docked(self), port)
        self._dock.start()


def _give_back_memory() -> None:
    """Give the system back what is free: glibc keeps 10 MB of a visit's pictures and answers (malloc_trim(3))."""
    import ctypes

    ctypes.CDLL(None).malloc_trim(0)
