"""What is heard of the words: enough without eyes in the handset, and nothing of anybody from the loudspeaker."""

import re

import pytest
from phrase_files import VISITORS, example, messages, taken

from central.wire import Reason, Refusal
from firmware.phrases import say
from firmware.phrases.properties import properties
from firmware.phrases.reader import PhraseBook
from firmware.phrases.spoken import spelled
from firmware.refusals import phrase_for, phrase_for_one
from firmware.steps.kinds import REFUSED

BOOK = PhraseBook()
VOICES = ("ja", "en", "zh-Hans")
FOR_THE_EYE = {
    "ja": r"[|○←×＊＃「」{}（）()]|画面|ボタン|こちら|緑|赤|青|黄色",
    "en": r"[|○←×＊＃{}()¥]|screen|button|click|\bgreen\b|\bred\b|yellow",
    "zh-Hans": r"[|○←×＊＃「」{}（）()]|画面|屏幕|按钮|绿|红|黄色",
}
# what a voice reads wrongly: other words, or kana, say the same
MISREAD = {
    "ja": r"どなたの分|だれの分|投入口|何通|何枚|なん通|レシート紙|午後0時|数日|一文字|分の[0-9]",
    "en": r"a\.m\.|p\.m\.",
    "zh-Hans": r"重新|重复|退还|更|记载|调|银行|2[次份张种]",
}
TELLING = (
    "住民票", "戸籍", "税", "印鑑", "円", "番号は", "residence", "family", "tax", "seal", "yen", "¥",
    "户籍", "印章", "课税", "日元", "锁定",
)  # fmt: skip
# what is the machine's or the clock's concerns nobody: it may be said as it is
OF_NO_PERSON = {Reason.CLOSED, Reason.CLOSED_MIDWAY}
PRIVATE = [key for key in VISITORS if properties()[key].channel == "private"]


@pytest.mark.parametrize("language", VOICES)
def test_what_is_spoken_needs_no_eyes(language: str):
    heard = {key: BOOK.speech(example(key), language) for key in VISITORS}
    assert {key: words for key, words in heard.items() if re.search(FOR_THE_EYE[language], words)} == {}


@pytest.mark.parametrize("language", VOICES)
def test_what_is_spoken_has_no_words_that_the_voice_reads_wrongly(language: str):
    heard = {key: BOOK.speech(example(key), language) for key in VISITORS}
    confirmed = {f"{key}.confirm": BOOK.confirm(example(key), language) for key in VISITORS}
    aloud = {f"{key}.aloud": BOOK.aloud(example(key), language) or "" for key in VISITORS}
    everything = heard | confirmed | aloud
    assert {key: words for key, words in everything.items() if re.search(MISREAD[language], words)} == {}


@pytest.mark.parametrize("language", VOICES)
def test_the_loudspeaker_never_says_the_values_of_a_private_phrase(language: str):
    harmless = {"seconds"}
    for key in PRIVATE:
        for aloud in (a for a in messages(language)[key].attributes if a.id.name == "aloud"):
            assert taken(aloud) <= harmless, key


@pytest.mark.parametrize("language", VOICES)
def test_a_private_phrase_stays_private_in_the_loudspeakers_words(language: str):
    aloud = {key: (BOOK.aloud(example(key), language) or "").lower() for key in PRIVATE}
    assert {key: words for key, words in aloud.items() if any(word in words for word in TELLING)} == {}


@pytest.mark.parametrize("language", VOICES)
def test_refusals_sound_alike_from_the_loudspeaker_whoever_is_refused_what(language: str):
    reasons = [Refusal(reason=reason) for reason in Reason if reason not in OF_NO_PERSON]
    at_the_end = {phrase_for(refusal).key for refusal in reasons} | {phrase.key for phrase in REFUSED.values()}
    of_one = {phrase_for_one(refusal).key for refusal in reasons}
    aloud = {BOOK.aloud(example(key), language) for key in (at_the_end | of_one | {"pin-blocked"}) - {"line-down"}}
    assert aloud <= {BOOK.aloud(say(key), language) for key in ("card-take", "certificate-withheld")}


@pytest.mark.parametrize("language", VOICES)
def test_what_is_left_behind_is_called_after_its_owner_in_generic_words(language: str):
    alarms = [key for key, phrase in properties().items() if phrase.alarm]
    assert {key.split("-")[0] for key in alarms} == {"card", "phone", "paper"}
    for key in alarms:
        assert properties()[key].finish, key
        assert BOOK.aloud(say(key), language), key


def test_a_private_phrase_without_words_for_the_loudspeaker_is_silence_there():
    assert BOOK.aloud(say("pay-cash-added", due=4), "ja") is None
    assert BOOK.aloud(say("print-progress", page=1, pages=2), "ja") == "印刷しています。お待ちください。"
    assert BOOK.aloud(say("pay-done"), "ja") == BOOK.speech(say("pay-done"), "ja")


def test_a_refusal_is_said_to_its_end():
    refusals = (
        "certificate-expired",
        "card-revoked",
        "pin-blocked",
        "certificate-withheld",
        "line-down",
        "print-stopped",
    )
    assert all(properties()[key].finish for key in refusals)


def test_of_a_choice_the_thing_comes_first_and_its_number_last():
    line = say("choice-item", key="3", label=say("certificate-residence"))
    assert [BOOK.speech(line, language) for language in VOICES] == [
        "住民票は3。",
        "Residence record: 3.",
        "住民票，请按3。",
    ]


@pytest.mark.parametrize("language", VOICES)
def test_who_has_entered_too_few_digits_is_told_how_many_more_and_spends_no_try_on_four_new_ones(language: str):
    heard = [BOOK.speech(say("pin-short", count=count), language) for count in range(4)]
    assert (
        heard
        == {
            "ja": [
                "まだ入っていません。4けたと、まる。",
                "まだ1けたです。あと3けたと、まる。",
                "まだ2けたです。あと2けたと、まる。",
                "まだ3けたです。あと1けたと、まる。",
            ],
            "en": [
                "No digits so far. Enter 4, then circle.",
                "Only 1 digit so far. Enter 3 more, then circle.",
                "Only 2 digits so far. Enter 2 more, then circle.",
                "Only 3 digits so far. Enter 1 more, then circle.",
            ],
            "zh-Hans": [
                "还没有输入。请输入4位，再按圆圈键。",
                "只有一位。请再输入三位，再按圆圈键。",
                "只有两位。请再输入两位，再按圆圈键。",
                "只有三位。请再输入一位，再按圆圈键。",
            ],
        }[language]
    )


def test_a_choice_is_read_back_in_its_own_words():
    assert BOOK.confirm(say("items-none"), "ja") == "続柄と本籍なし"
    assert BOOK.confirm(say("person-self"), "ja") == "本人だけ"


def test_letters_are_spelled_each_with_a_name_that_can_be_heard():
    row = say("letter-group", key="0", letters=spelled("わー゛゜小"))
    assert BOOK.speech(row, "ja") == "ワ、ノバスオン、テンテン、ハンダクテン、チイサイジは0。"
    assert BOOK.speech(say("letter-typed", letter=spelled("は")), "ja") == "ハ。"
    assert BOOK.text(row, "ja") == "0　わー゛゜小"


def test_the_first_year_of_an_era_has_its_own_word():
    year = {"year": "1", "income-year": "30"}
    assert BOOK.speech(say("tax-year", era=say("era-reiwa"), **year), "ja") == "令和元年度"


@pytest.mark.parametrize("language", VOICES)
def test_a_time_of_day_is_told_with_its_half(language: str):
    morning, noon = (
        BOOK.speech(say("clock-time", hour=hour, hour12=hour12, minute=minute, half=half), language)
        for hour, hour12, minute, half in ((9, 9, 0, "am"), (17, 5, 15, "pm"))
    )
    assert (morning, noon) == {
        "ja": ("午前9時", "午後5時15分"),
        "en": ("9 AM", "5:15 PM"),
        "zh-Hans": ("上午9点", "下午5点15分"),
    }[language]
