"""Numbers, dates, addresses and names as people say them: shown on what the engines read, kana or phonemes."""

import csv
import re
from pathlib import Path

import pytest
from spoken import kana, kana_of_each, phonemes

from drivers.espeak import EspeakVoice
from firmware.phrases import Reading, say
from firmware.phrases.reader import PhraseBook

pytestmark = pytest.mark.real
GTFS = Path(__file__).parents[3] / "shared" / "data" / "gtfs"
"""Timetables beside the checkout: Gifu's community buses (2021) and MLIT's sample of Rinko Bus (2017), both GTFS-JP."""
STOPS_TRIED = 60
BOOK = PhraseBook()
KATAKANA = str.maketrans({chr(code): chr(code + 0x60) for code in range(0x3041, 0x3097)})

JAPANESE = {
    "4月1日": "シガツツイタチ",
    "9月20日": "クガツハツカ",
    "12月24日": "ジューニガツニジューヨッカ",
    "4時": "ヨジ",
    "7時": "シチジ",
    "9時": "クジ",
    "午前9時30分": "ゴゼンクジサンジュップン",
    "午後5時15分": "ゴゴゴジジューゴフン",
    "300円": "サンビャクエン",
    "600円": "ロッピャクエン",
    "800円": "ハッピャクエン",
    "1000円": "センエン",
    "1,730円": "センナナヒャクサンジューエン",
    "1730円": "センナナヒャクサンジューエン",
    "10000円": "イチマンエン",
    "1枚": "イチマイ",
    "3枚": "サンマイ",
    "10枚": "ジューマイ",
    "1通": "イッツー",
    "3通": "サンツー",
    "1回": "イッカイ",
    "3回": "サンカイ",
    "20日": "ハツカ",
    "4けた": "ヨンケタ",
    "令和元年": "レーワガンネン",
    "令和7年度": "レーワナナネンド",
    "平成31年": "ヘーセーサンジューイチネン",
    "1丁目2番3号": "イッチョーメニバンサンゴー",
    "52-17": "ゴーニーイチナナ",
    "右上の入れ口": "ミギウエノイレクチ",
    "数日して": "スージツシテ",
}


@pytest.mark.parametrize(("written", "said"), JAPANESE.items())
def test_japanese_is_read_as_people_say_it(written: str, said: str):
    assert kana(written) == said


def test_a_telephone_number_is_read_digit_by_digit():
    assert kana("03-1234-5678") == "ゼロサンイチニーサンヨンゴーロクナナハチ"


@pytest.mark.parametrize(
    ("written", "said"),
    [("1月", "イチガツ"), ("4月", "シガツ"), ("7月", "シチガツ"), ("9月", "クガツ"), ("10月", "ジューガツ"), ("12月", "ジューニガツ")],
)  # fmt: skip
def test_months_have_their_own_numbers(written: str, said: str):
    assert kana(f"{written}5日") == f"{said}イツカ"


def test_the_days_of_a_month_have_their_own_names():
    days = ("ツイタチ", "フツカ", "ミッカ", "ヨッカ", "イツカ", "ムイカ", "ナノカ", "ヨーカ", "ココノカ", "トーカ")
    assert kana_of_each(tuple(f"3月{day}日" for day in range(1, 11))) == tuple(f"サンガツ{name}" for name in days)


@pytest.mark.parametrize(
    ("written", "hiragana", "said"),
    [
        ("髙﨑德子", "たかさきとくこ", "タカサキトクコ"),
        ("行方市", "なめがたし", "ナメガタシ"),
        ("笠原甲鉄前", "かさはらこうてつまえ", "カサハラコーテツマエ"),
        ("ヘルスバンク", "へるすばんく", "ヘルスバンク"),
    ],
)
def test_a_name_is_spoken_from_its_kana_and_never_guessed_from_kanji(written: str, hiragana: str, said: str):
    assert long_vowels(kana(spoken(written, hiragana))) == long_vowels(said)


def test_every_stop_with_kana_is_spoken_as_exactly_that_kana():
    names = stops()
    wrong = []
    for at in range(0, len(names), 15):
        some = names[at : at + 15]
        said = kana_of_each(tuple(spoken("停留所", name) for name in some))
        wrong += [pair for pair in zip(some, said, strict=True) if long_vowels(pair[0]) != long_vowels(pair[1])]
    assert wrong == []


def spoken(written: str, hiragana: str) -> str:
    """What the phrases give the voice for a name."""
    return BOOK.speech(say("choice-taken", label=Reading(written, hiragana)), "ja").rstrip("。")


def stops() -> list[str]:
    """Kana of stops, spread over the whole list."""
    if not GTFS.is_dir():
        pytest.skip("no timetables of real buses beside the checkout")
    rows = [row for path in GTFS.glob("*/translations.txt") for row in csv.DictReader(path.open(encoding="utf-8-sig"))]
    kana = sorted({row["translation"] for row in rows if row["lang"] == "ja-Hrkt"})
    plain = [name for name in kana if re.fullmatch(r"[ぁ-んァ-ヶー]+", name)]
    return plain[:: len(plain) // STOPS_TRIED] + [name for name in plain if "かさはら" in name or "へるす" in name]


def long_vowels(name: str) -> str:
    """A name with each lengthened vowel written as that vowel, however it was written; ヂヅヲ sound as ジズオ."""
    rows = {
        "ア": "アカサタナハマヤラワガザダバパァャ",
        "イ": "イキシチニヒミリギジビピィ",
        "ウ": "ウクスツヌフムユルグズブプゥュヴ",
        "エ": "エケセテネヘメレゲゼデベペェ",
        "オ": "オコソトノホモヨロゴゾドボポォョ",
    }
    vowel = {sign: name for name, signs in rows.items() for sign in signs}
    heard = ""
    for sign in name.translate(KATAKANA).translate(str.maketrans("ヂヅヲ", "ジズオ")):
        before = vowel.get(heard[-1:], "")
        heard += before if sign == "ー" or before + sign in ("オウ", "エイ") else sign
    return heard


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1730 yen", "wˈɒn θˈaʊzənd sˈɛvənhˈʌndɹɪdən θˈɜːti jˈɛn"),
        ("300 yen", "θɹˈiːhˈʌndɹɪd jˈɛn"),
        ("4 copies", "fˈɔː kˈɒpɪz"),
        ("9:30 a.m.", "nˈaɪn θˈɜːti ˌeɪˈɛm"),
    ],
)
def test_english_reads_amounts_and_times(written: str, said: str):
    assert phonemes(written, "en").strip() == said


@pytest.mark.parametrize("written", ["1730日元", "4月1日", "上午9点30分", "请按3号键", "费用是300日元"])
def test_mandarin_is_read_without_a_word_of_english(written: str):
    assert "(en)" not in phonemes(written, EspeakVoice("cmn").voice)


def test_mandarin_reads_an_amount():
    assert phonemes("1730日元", "cmn-latn-pinyin").startswith("ji5 tɕhˈiɛ5n tɕhi5pai2 sˈa5ns.i.ɜ")
