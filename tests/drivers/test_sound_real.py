"""What is heard of the real driver: recorded from the sinks of a real PulseAudio, while devices go and programs hang."""

import array
import math
import os
import resource
import signal
import time
from itertools import groupby
from pathlib import Path

import pytest
from listened import Ears, first_above, floats, last_above, level, pitch, tone
from real_stacks.pulse import RATE, PrivatePulse

from drivers.espeak import EspeakVoice
from drivers.protocols import DeviceFault, Fault, Health
from drivers.sound import SdlSound
from drivers.sound_address import alsa_name
from drivers.sound_blocks import CLICK, FADE
from firmware.adjust import VOLUMES

pytestmark = [pytest.mark.real, pytest.mark.alone]
TONE = tone(440, 1.0)
LOUD = 0.01
WITHIN_S = 60
TRIES = 8
PAUSE = 10
"""Samples of nothing that a tone may have in it; more are a hole."""
SPOKEN_PAUSE = 240
"""The same for speech, which has 131 at half its speed; PulseAudio plays blocks of at least 256."""


class Channel(Ears):
    """A driver that is open, and what it says is over."""

    def __init__(self, address):
        super().__init__()
        self.sound = SdlSound(address)
        self.sound.open(self)

    def until_health(self, true):
        for _ in range(int(WITHIN_S / 0.02)):
            if true(self.sound.health()):
                return
            time.sleep(0.02)
        raise AssertionError(self.sound.health())


class Room:
    """A PulseAudio with both its sinks recorded, and channels that are closed at the end."""

    def __init__(self, pulse):
        self.pulse = pulse
        self.handset, self.speaker = pulse.recording("handset"), pulse.recording("speaker")
        self.channels = []

    def channel(self, address):
        self.channels.append(Channel(address))
        return self.channels[-1]

    def undisturbed(self, recording, act, pause=PAUSE):
        """What is heard of it, again when the machine was so busy that PulseAudio itself came too late: a longer pause is a hole."""
        for _ in range(TRIES):
            heard = self.heard(recording, act)
            if longest_pause(heard) < pause:
                return heard
        raise AssertionError("there is a hole in it every time")

    def heard(self, recording, act):
        """What a sink plays from before an act until everything that it plays has come."""
        begun = time.monotonic()
        act()
        time.sleep(0.25)
        recording.until(time.monotonic())
        return recording.since(begun)


@pytest.fixture(params=["s16le"])
def room(request, tmp_path):
    with PrivatePulse(tmp_path, request.param) as pulse:
        room = Room(pulse)
        with room.handset, room.speaker:
            yield room
            for channel in room.channels:
                channel.sound.close()


def whole(channel, *sounds):
    """Play sounds one behind the other, and wait for their end."""
    before = len(channel.over)
    for number, sound in enumerate(sounds):
        channel.sound.play(before + number, sound)
    assert channel.until(before + len(sounds))[before:] == [(before + n, False) for n in range(len(sounds))]


def longest_pause(samples):
    """How many samples of exactly nothing stand one behind the other within a sound; endless when there is no sound."""
    body = trimmed(samples, 0.0)
    pauses = (len(list(run)) for sounds, run in groupby(body, bool) if not sounds)
    return max(pauses, default=0) if body else math.inf


def trimmed(samples, loud=LOUD):
    return samples[first_above(samples, loud) : last_above(samples, loud) + 1]


def test_two_sounds_are_heard_as_one_without_a_gap_or_a_crack(room):
    channel = room.channel("handset")
    halves = [tone(440, 1.0).samples[: 24_000 + 2], tone(440, 1.0).samples[24_000 + 2 :]]
    sounds = [type(TONE)(half) for half in halves]
    heard = trimmed(room.undisturbed(room.handset, lambda: whole(channel, *sounds)), 0.0001)
    expected = trimmed(floats(TONE), 0.0001)
    assert len(heard) == pytest.approx(len(expected), abs=2)
    assert max(abs(a - b) for a, b in zip(heard, expected, strict=False)) < 0.001


def test_a_cut_is_heard_at_once_and_fades(room):
    channel = room.channel("handset")

    def cut_in_the_middle():
        before = len(channel.over)
        channel.sound.play(before, tone(440, 30.0))
        time.sleep(0.3)
        channel.sound.cut()
        assert channel.until(before + 1)[before:] == [(before, True)]

    heard = trimmed(room.undisturbed(room.handset, cut_in_the_middle), 0.001)
    assert len(heard) < RATE
    assert level(heard[-FADE // 4 :]) < level(heard) - 6


@pytest.mark.parametrize("room", ["float32le"], indirect=True)
def test_every_step_of_volume_is_within_1_db_where_the_device_has_bits_for_it(room):
    channel = room.channel("handset")
    for nominal in VOLUMES:
        channel.sound.set_gain(nominal - 100)
        heard = room.undisturbed(room.handset, lambda: whole(channel, tone(440, 0.2)))
        heard = trimmed(heard, 0.1 * 10 ** ((nominal - 100) / 20))
        assert level(heard[400:-400]) - level(TONE) == pytest.approx(nominal - 100, abs=1.0), nominal


def test_with_16_bits_the_upper_eight_steps_are_within_1_db(room):
    channel = room.channel("handset")
    for nominal in VOLUMES[3:]:
        channel.sound.set_gain(nominal - 100)
        heard = room.undisturbed(room.handset, lambda: whole(channel, tone(440, 0.2)))
        heard = trimmed(heard, 0.1 * 10 ** ((nominal - 100) / 20))
        assert level(heard[400:-400]) - level(TONE) == pytest.approx(nominal - 100, abs=1.0), nominal


@pytest.mark.parametrize("speed", [0.5, 2.0])
def test_a_spoken_phrase_keeps_its_pitch_within_3_percent_on_its_way_out(room, speed):
    channel = room.channel("handset")
    phrase = EspeakVoice("en").speak("Place the card in the tray in front of you, please.")
    channel.sound.set_speed(speed)
    heard = trimmed(room.undisturbed(room.handset, lambda: whole(channel, phrase), SPOKEN_PAUSE))
    assert len(heard) / RATE == pytest.approx(len(trimmed(floats(phrase))) / RATE / speed, abs=0.08)
    assert pitch(heard) == pytest.approx(pitch(phrase), rel=0.03)


def test_handset_and_loudspeaker_play_together_each_on_its_own_sink(room):
    handset, speaker = room.channel("pulse:handset"), room.channel("speaker")
    for _ in range(TRIES):
        private, aloud = both_at_once(room, handset, speaker)
        if max(longest_pause(private), longest_pause(aloud)) < PAUSE:
            break
    assert pitch(private) == pytest.approx(300, rel=0.005)
    assert pitch(aloud) == pytest.approx(400, rel=0.005)
    # Nothing but the tone of its own is on either: what is left after it is taken out is silence.
    assert level(residue(private, 300)) < -60
    assert level(residue(aloud, 400)) < -60


def both_at_once(room, handset, speaker):
    begun, before = time.monotonic(), len(handset.over)
    handset.sound.play(before, tone(300, 1.0))
    speaker.sound.play(before, tone(400, 1.0))
    handset.until(before + 1)
    speaker.until(before + 1)
    time.sleep(0.25)
    for recording in (room.handset, room.speaker):
        recording.until(time.monotonic())
    return [trimmed(recording.since(begun)) for recording in (room.handset, room.speaker)]


def residue(samples, hertz):
    """What is left of samples whose period is a whole number when one period is taken from the next."""
    period = RATE // hertz
    body = samples[1000:-1000]
    return array.array("f", [b - a for a, b in zip(body, body[period:], strict=False)])


def test_every_click_is_heard_the_same_alone_and_beside_speech(room):
    channel = room.channel("handset")
    clicks = []
    for _ in range(5):
        heard = room.undisturbed(room.handset, channel.sound.click)
        clicks.append(trimmed(heard, 0.001))
    expected = trimmed(array.array("f", CLICK), 0.001)
    for click in clicks:
        assert len(click) == len(expected)
        assert max(abs(a - b) for a, b in zip(click, expected, strict=True)) < 0.001

    def both():
        before = len(channel.over)
        channel.sound.play(before, tone(440, 0.5, 0.1))
        time.sleep(0.1)
        channel.sound.click()
        channel.until(before + 1)

    heard = trimmed(room.undisturbed(room.handset, both))
    assert max(map(abs, heard)) > 0.2
    assert len(heard) / RATE == pytest.approx(0.5, abs=0.01)


@pytest.mark.parametrize("rescues", [True, False])
def test_a_handset_that_is_unplugged_never_speaks_from_the_loudspeaker(room, rescues):
    channel = room.channel("handset")
    if rescues:
        room.pulse.load("module-rescue-streams")
    begun = time.monotonic()
    channel.sound.play(1, tone(440, 30.0))
    time.sleep(0.3)
    room.pulse.unplug("handset")
    assert channel.until(1) == [(1, True)]
    channel.until_health(lambda health: health.fault is Fault.OFFLINE)
    with pytest.raises(DeviceFault, match="handset is not there"):
        channel.sound.play(2, TONE)
    # The program has been started anew meanwhile, and waits.
    time.sleep(2.0)
    room.speaker.until(time.monotonic())
    assert not any(room.speaker.since(begun - 0.2))
    room.pulse.plug("handset")
    channel.until_health(lambda health: health == Health())
    with room.pulse.recording("handset") as again:
        heard = trimmed(room.undisturbed(again, lambda: whole(channel, TONE)))
    assert len(heard) / RATE == pytest.approx(1.0, abs=0.01)
    room.speaker.until(time.monotonic())
    assert not any(room.speaker.since(begun - 0.2))


def test_a_handset_that_was_never_there_is_not_replaced_by_the_loudspeaker(room):
    room.pulse.unplug("handset")
    begun = time.monotonic()
    sound = SdlSound("handset")
    with pytest.raises(DeviceFault, match="handset is not there"):
        sound.open(lambda number, cut: None)
    with pytest.raises(DeviceFault):
        sound.play(1, TONE)
    sound.close()
    room.speaker.until(time.monotonic())
    assert not any(room.speaker.since(begun))


def test_two_devices_of_one_name_are_refused(room):
    room.pulse.load(f"module-null-sink sink_name=second rate={RATE} sink_properties=device.description=handset")
    sound = SdlSound("handset")
    with pytest.raises(DeviceFault, match="Two sound devices are called handset"):
        sound.open(lambda number, cut: None)
    sound.close()


def test_a_program_that_dies_in_mid_sentence_is_replaced_with_its_gain_and_speed(room):
    channel = room.channel("handset")
    channel.sound.set_gain(-20)
    channel.sound.set_speed(2.0)
    channel.sound.play(1, TONE)
    channel.sound.play(2, TONE)
    os.kill(channel.sound.child_pid, signal.SIGKILL)
    assert channel.until(2) == [(1, True), (2, True)]
    channel.until_health(lambda health: health == Health())
    heard = trimmed(room.undisturbed(room.handset, lambda: whole(channel, TONE)))
    assert len(heard) / RATE == pytest.approx(0.5, abs=0.02)
    assert level(heard[500:-500]) - level(TONE) == pytest.approx(-20, abs=0.5)


def test_a_program_that_hangs_holds_nobody_up_and_is_killed(room):
    channel = room.channel("handset")
    stuck = channel.sound.child_pid
    channel.sound.play(1, tone(440, 60.0))
    os.kill(stuck, signal.SIGSTOP)
    # More than a pipe holds: whoever writes to it directly would wait.
    for number in range(2, 22):
        channel.sound.play(number, TONE)
    channel.sound.cut()
    assert channel.until(21) == [(number, True) for number in range(1, 22)]
    with pytest.raises(ProcessLookupError):
        os.kill(stuck, 0)
    channel.until_health(lambda health: health == Health())
    whole(channel, TONE)


def test_a_program_that_obeys_nobody_any_more_ends_by_itself(room):
    channel = room.channel("handset")
    channel.sound.play(1, tone(440, 60.0))
    channel.sound._tell(b"?")
    assert channel.until(1) == [(1, True)]
    channel.until_health(lambda health: health.fault is Fault.OFFLINE)
    channel.until_health(lambda health: health == Health())
    whole(channel, TONE)


def test_a_computer_too_busy_to_start_a_program_is_a_fault_until_it_can(room):
    sound, before = SdlSound("handset"), resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (3, before[1]))
    try:
        with pytest.raises(DeviceFault, match="program of handset does not start: Too many open files"):
            sound.open(lambda number, cut: None)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, before)
    for _ in range(int(WITHIN_S / 0.02)):
        if sound.health() == Health():
            break
        time.sleep(0.02)
    assert sound.health() == Health()
    sound.close()


def test_a_pulseaudio_that_dies_is_a_fault_until_it_is_back(room):
    channel = room.channel("handset")
    channel.sound.play(1, tone(440, 60.0))
    room.pulse.kill()
    assert channel.until(1) == [(1, True)]
    channel.until_health(lambda health: health.fault is Fault.OFFLINE)
    room.pulse.start()
    channel.until_health(lambda health: health == Health())
    with room.pulse.recording("handset") as again:
        heard = trimmed(room.undisturbed(again, lambda: whole(channel, TONE)))
    assert len(heard) / RATE == pytest.approx(1.0, abs=0.01)


ALSA = """</usr/share/alsa/alsa.conf>
pcm.!hw {
    @args [ CARD ]
    @args.CARD { type string }
    type pulse
    device $CARD
}
"""


def test_alsa_is_another_way_to_a_device(room, tmp_path):
    """ALSA's own library, its device being PulseAudio's plug-in: the kernel of a test machine has no sound card."""
    (tmp_path / "asound.conf").write_text(ALSA)
    os.environ["ALSA_CONFIG_PATH"] = str(tmp_path / "asound.conf")
    try:
        channel = room.channel("alsa:hw:CARD=handset")
        heard = trimmed(room.undisturbed(room.handset, lambda: whole(channel, TONE)))
        assert len(heard) / RATE == pytest.approx(1.0, abs=0.02)
        assert pitch(heard) == pytest.approx(440, rel=0.005)
    finally:
        del os.environ["ALSA_CONFIG_PATH"]


def test_two_sound_cards_of_a_kind_are_told_apart_by_their_sockets(tmp_path):
    for socket, card in (("platform-usb-0:1.2:1.0", 2), ("platform-usb-0:1.3:1.0", 1)):
        (tmp_path / socket).symlink_to(f"../controlC{card}")
    assert alsa_name("path:platform-usb-0:1.2:1.0", tmp_path) == "plughw:2"
    assert alsa_name("path:platform-usb-0:1.3:1.0", tmp_path) == "plughw:1"
    assert alsa_name("path:platform-usb-0:1.4:1.0", tmp_path) is None
    assert alsa_name("plughw:CARD=Handset", tmp_path) == "plughw:CARD=Handset"


@pytest.mark.parametrize("address", ["", "alsa:", "pulse:", "alsa:default", "alsa:pulse", "alsa:hw:", "alsa:path:"])
def test_an_address_that_names_no_device_is_refused(address):
    with pytest.raises(ValueError, match="sound device's address"):
        SdlSound(address)


def test_nothing_private_is_logged_or_left_in_files(room, capfd):
    channel = room.channel("handset")
    channel.sound.play(1, TONE)
    arguments = Path(f"/proc/{channel.sound.child_pid}/cmdline").read_bytes().split(b"\0")
    channel.sound.cut()
    channel.until(1)
    assert arguments[-3:] == [b"drivers.sound_program", b"handset", b""]
    said = capfd.readouterr()
    assert not said.out
    assert "drivers" not in said.err


def test_a_device_that_goes_while_nothing_is_said_is_noticed_too(room):
    channel = room.channel("handset")
    # It sleeps: no stream is open whose end could tell.
    channel.until_health(lambda health: not room.pulse.pactl("list", "short", "sink-inputs"))
    room.pulse.unplug("handset")
    channel.until_health(lambda health: health.fault is Fault.OFFLINE)
    room.pulse.plug("handset")
    channel.until_health(lambda health: health == Health())
