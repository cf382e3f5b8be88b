"""The ear at the dock's HTTP face: the handset, the ten-key, two switches, and what was heard with its sound."""

import http.client
import io
import json
import threading
import wave

import pytest
from acting import LONG

from drivers.protocols import SOUND_RATE, Fault
from firmware.adjust import SPEEDS, VOLUMES
from firmware.view import Ear


@pytest.fixture
def guidance(spoken):
    return spoken.guidance


def lines(listener, since=0):
    return listener.get(f"/heard?since={since}")


def ear(listener):
    return listener.get("/state")["handset"]


def test_lifting_the_handset_begins_a_visit_by_ear_and_covers_the_screen(listener):
    assert ear(listener)["lifted"] is False
    state = listener.does("/handset", lifted=True)
    assert state["prompt"]["phrase"] == "card-place"
    assert (state["handset"]["ear"], state["handset"]["lifted"], state["handset"]["covered"]) == ("lifted", True, True)
    assert "again" in state["keys"]
    assert listener.hangs_up()["prompt"] is None


def test_no_key_does_anything_while_the_handset_was_hung_up_a_moment_ago(listener, spoken):
    listener.does("/handset", lifted=True)
    spoken.talk.pause()
    state = listener.get("/state")
    assert (state["handset"]["ear"], state["handset"]["covered"], state["keys"]) == ("paused", True, [])


def test_a_handset_is_answered_once_it_was_heard_of_though_another_thread_hears_it(listener, spoken):
    spoken.talk.change_ear(Ear.READY)
    spoken.hook.open(lambda lifted: threading.Timer(0.2, spoken.guidance.hook, (lifted,)).start())
    state = listener.does("/handset", lifted=True)
    assert (state["handset"]["ear"], state["prompt"]["phrase"]) == ("lifted", "card-place")
    assert listener.does("/handset", lifted=False)["handset"]["ear"] == "ready"


def test_a_hook_that_is_unplugged_is_not_waited_for(listener, spoken):
    spoken.talk.change_ear(Ear.READY)
    listener.does("/device/hook", fault="offline")
    state = listener.does("/handset", lifted=True)
    assert (state["handset"]["ear"], state["handset"]["lifted"], state["prompt"]) == ("ready", True, None)


@pytest.mark.parametrize("lifted", [True, False])
def test_a_handset_is_lifted_and_hung_up_once(listener, lifted):
    if lifted:
        listener.does("/handset", lifted=True)
    where = "lifted" if lifted else "on its hook"
    assert listener.is_refused("/handset", 409, lifted=lifted) == f"the handset is {where} already"


@pytest.mark.parametrize(
    ("path", "body", "sentence"),
    [
        ("/handset", {}, "missing required field `lifted`"),
        ("/handset", {"lifted": "yes"}, "Expected `bool`, got `str`"),
        ("/handset", {"lifted": True, "by": "hand"}, "unknown field `by`"),
        ("/switch", {"press": "both"}, "Invalid enum value 'both'"),
    ],
)
def test_a_wrong_body_is_refused_with_a_sentence(listener, path, body, sentence):
    assert sentence in listener.is_refused(path, 400, **body)


def test_a_terminal_without_sound_says_so(person):
    state = person.get("/state")
    assert (state["handset"], state["clicks"]) == (None, 0)
    assert person.is_refused("/handset", 404, lifted=True) == "this terminal has no virtual handset"
    assert person.is_refused("/switch", 404, press="move") == "this terminal has no virtual switches"
    for path in ("/heard", "/heard/1.wav"):
        status, _, content = person.call("GET", path)
        assert (status, json.loads(content)["reason"]) == (404, "no-guidance")


@pytest.mark.parametrize(("method", "path"), [("GET", "/handset"), ("GET", "/switch"), ("POST", "/heard")])
def test_what_is_looked_at_is_not_acted_on(listener, method, path):
    assert listener.call(method, path)[0] == 405


def test_utterances_are_listed_with_channel_keys_and_times(listener, guidance, spoken):
    listener.does("/handset", lifted=True)
    guidance.says("カードを、手前のくぼみに置いてください。", keys=("greeting", "card-place"))
    spoken.clock.advance(2.5)
    guidance.says("ご案内します。", "speaker", language="en")
    spoken.clock.advance(0.25)
    guidance.ends("handset", cut=True)
    assert lines(listener) == [
        {
            "number": 1,
            "text": "カードを、手前のくぼみに置いてください。",
            "channel": "handset",
            "language": "ja",
            "keys": ["greeting", "card-place"],
            "at": "10:00:00",
            "started_s": 0.0,
            "ended_s": 2.75,
            "cut": True,
            "parts": 2,
            "whole": True,
        },
        {
            "number": 2,
            "text": "ご案内します。",
            "channel": "speaker",
            "language": "en",
            "keys": ["card-place"],
            "at": "10:00:02",
            "started_s": 2.5,
            "ended_s": None,
            "cut": False,
            "parts": 2,
            "whole": True,
        },
    ]
    assert [line["number"] for line in lines(listener, since=1)] == [2]
    assert lines(listener, since=2) == []


def test_a_number_that_is_none_is_refused(listener):
    status, _, content = listener.call("GET", "/heard?since=-1")
    assert (status, json.loads(content)["error"]) == (400, "since: a number from 0 is needed")


def test_the_state_tells_what_sounds_now(listener, guidance):
    before = ear(listener)
    assert (before["speaking"], before["sounding"], before["heard"]) == (False, {"handset": None, "speaker": None}, 0)
    listener.does("/handset", lifted=True)
    guidance.says("はい。")
    guidance.says("カードをどうぞ。", "speaker")
    now = ear(listener)
    assert (now["speaking"], now["sounding"], now["heard"]) == (True, {"handset": 1, "speaker": 2}, 2)
    guidance.ends("handset", cut=True)
    guidance.ends("speaker")
    after = ear(listener)
    assert (after["speaking"], after["sounding"]) == (False, {"handset": None, "speaker": None})
    assert after["cut"] == {"handset": 1, "speaker": 0}


def test_volume_and_speed_are_told_as_numbers(listener, spoken):
    listener.does("/handset", lifted=True)
    now = listener.get("/state")
    assert (now["handset"]["volume_db"], now["handset"]["speed"]) == (60, 1.0)
    assert {"volume", "speed", "helper", "sign", "language", "size", "theme"} == set(now["settings"])
    assert VOLUMES[now["settings"]["volume"]] == 60
    assert SPEEDS[now["settings"]["speed"]] == 1.0


def test_a_whole_utterance_is_fetched_as_wav(listener, guidance):
    guidance.says("はい。", seconds=0.5)
    status, headers, wav = listener.call("GET", "/heard/1.wav")
    assert (status, headers["Content-Type"]) == (200, "audio/wav")
    with wave.open(io.BytesIO(wav)) as sound:
        assert (sound.getnchannels(), sound.getsampwidth(), sound.getframerate()) == (1, 2, SOUND_RATE)
        assert sound.getnframes() == 0.6 * SOUND_RATE


def test_what_is_still_being_spoken_live_is_waited_for(listener, guidance):
    guidance.says("見本、花子さん。", seconds=0.5, whole=False)
    threading.Timer(0.2, guidance.goes_on, ("handset", 0.6)).start()
    with wave.open(io.BytesIO(listener.call("GET", "/heard/1.wav")[2])) as sound:
        assert sound.getnframes() == 1.2 * SOUND_RATE


def test_a_part_of_an_utterance_is_there_before_the_rest(listener, guidance):
    guidance.says("見本、花子さん。", seconds=0.5, whole=False)
    with wave.open(io.BytesIO(listener.call("GET", "/heard/1.wav?part=1")[2])) as sound:
        assert sound.getnframes() == 0.5 * SOUND_RATE
    assert (lines(listener)[0]["parts"], lines(listener)[0]["whole"]) == (2, False)
    status, _, content = listener.call("GET", "/heard/1.wav?part=3")
    assert (status, json.loads(content)["reason"]) == (404, "unknown")


@pytest.mark.parametrize("number", ["7", "0", "x", "-1", "", "99999999999"])
def test_what_was_never_heard_is_not_found(listener, number):
    assert listener.call("GET", f"/heard/{number}.wav")[0] == 404


def test_the_visit_before_can_still_be_read_and_the_one_before_that_is_gone(listener, guidance):
    for visit in ("first", "second", "third"):
        listener.does("/handset", lifted=True)
        guidance.says(visit)
        listener.hangs_up()
        guidance.ends("handset")
        if visit == "second":
            assert [line["text"] for line in lines(listener)] == ["first", "second"]
    assert [line["text"] for line in lines(listener)] == ["second", "third"]
    assert listener.call("GET", "/heard/1.wav")[0] == 404
    assert listener.call("GET", "/heard/3.wav")[0] == 200


def test_not_more_than_two_hundred_utterances_are_kept(listener, guidance):
    for number in range(205):
        guidance.says(f"{number + 1}", seconds=0.01)
    kept = [line["number"] for line in lines(listener)]
    assert (len(kept), kept[0], kept[-1]) == (200, 6, 205)


def test_a_key_goes_through_the_ten_key_and_cuts_what_is_said(listener, guidance, spoken):
    listener.does("/handset", lifted=True)
    guidance.says("カードを、手前のくぼみに置いてください。")
    state = listener.does("/press", key="help")
    assert (spoken.keypad.presses, state["clicks"]) == (1, 1)
    assert [line["cut"] for line in lines(listener)] == [True]


def test_a_key_of_an_older_turn_reaches_no_ten_key(listener, guidance, spoken):
    state = listener.does("/handset", lifted=True)
    guidance.says("カードを、手前のくぼみに置いてください。")
    sentence = listener.is_refused("/press", 409, key="stop", turn=state["turn"] - 1)
    assert sentence == f"turn {state['turn'] - 1} is over; it is turn {state['turn']} now"
    assert (spoken.keypad.presses, lines(listener)[0]["cut"]) == (0, False)


def test_an_unused_key_clicks_too_and_is_refused(listener, spoken):
    listener.does("/handset", lifted=True)
    assert listener.is_refused("/press", 409, key="9") == "this key is not used now"
    assert listener.get("/state")["clicks"] == 1


def test_a_key_that_only_the_screen_has_is_touched_there(listener, spoken):
    listener.does("/handset", lifted=True)
    assert listener.does("/press", key="language")["prompt"]["phrase"] == "language-choose"
    assert spoken.keypad.presses == 0


def test_an_unplugged_ten_key_is_told_and_nothing_is_pressed(listener):
    state = listener.does("/handset", lifted=True)
    listener.does("/device/keypad", fault="offline")
    assert listener.is_refused("/press", 409, key="stop") == "the ten-key is off line: nobody hears of this key"
    assert listener.get("/state")["prompt"] == state["prompt"]


def test_two_switches_move_a_focus_and_press(listener):
    listener.does("/card", name="hanako")
    assert listener.does("/switch", press="move")["focus"] == "ok"
    listener.does("/press", key="help")
    assert listener.get("/state")["prompt"]["phrase"] == "where-am-i"
    assert listener.does("/switch", press="select")["prompt"]["phrase"] == "pin-enter"


@pytest.mark.parametrize("name", ["handset", "speaker", "hook", "keypad", "switches"])
def test_each_device_of_the_ear_can_be_unplugged(listener, spoken, name):
    state = listener.does(f"/device/{name}", fault="offline")
    assert (state["devices"][name]["state"], state["devices"][name]["fault"]) == ("fault", Fault.OFFLINE)
    assert listener.does(f"/device/{name}", fault=None)["devices"][name]["state"] == "ready"


def test_watchers_hear_of_each_utterance(spoken_dock, guidance, listener):
    line = http.client.HTTPConnection("127.0.0.1", spoken_dock.port, timeout=LONG)
    line.request("GET", "/events")
    events = line.getresponse()

    def told(fits):
        while True:
            text = events.readline()
            if text.startswith(b"data: ") and fits(json.loads(text[6:])["handset"]):
                return True

    guidance.says("はい。")
    assert told(lambda handset: handset["sounding"]["handset"] == 1)
    guidance.ends("handset", cut=True)
    assert told(lambda handset: handset["cut"]["handset"] == 1)
    listener.does("/handset", lifted=True)
    assert told(lambda handset: handset["lifted"])
    line.close()
