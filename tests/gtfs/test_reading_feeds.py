"""Whatever tools operators use: the same feed is read from all of them."""

import io
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path

import pytest
from feeds import REAL, SAMPLE, TINY, lines, write
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transit.gtfs.compiled import open_network
from transit.gtfs.compiling import check_feed, compile_feed
from transit.gtfs.faults import Unreadable
from transit.network import Fare, FareConflict, NoFare

DAY = date(2026, 11, 24)
ASKED = ("r", "a", "c")
ANSWER = Fare(210, 210, on_boarding=False)


def told(feed: Path | bytes):
    compiled, faults = compile_feed(feed)
    return open_network(compiled), faults


def test_the_tiny_feed_has_no_fault(tmp_path):
    network, faults = told(write(tmp_path))
    assert [str(fault) for fault in faults.listed] == []
    assert network.fare(*ASKED) == ANSWER
    assert network.version == "春 20260401"


def test_a_byte_order_mark_windows_lines_and_quotes_change_nothing(tmp_path):
    def as_windows(text: str) -> bytes:
        quoted = "\r\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in text.splitlines())
        return b"\xef\xbb\xbf" + quoted.encode() + b"\r\n\r\n"

    network, faults = told(write(tmp_path, **{name: as_windows(text) for name, text in TINY.items()}))
    assert [str(fault) for fault in faults.listed] == []
    assert network.fare(*ASKED) == ANSWER
    assert network.stop("a").name == "市役所"


def test_lines_that_end_in_carriage_returns_alone_are_lines(tmp_path):
    network, faults = told(write(tmp_path, fare_rules=TINY["fare_rules"].replace("\n", "\r")))
    assert faults.counts["fare_rules.txt"] == 3
    assert network.fare(*ASKED) == ANSWER


def test_a_carriage_return_within_a_value_is_told_and_the_value_is_whole(tmp_path):
    table = "trans_id,lang,translation\r\n市役所,ja-Hrkt,しや\rくしょ\r\n"
    network, faults = told(write(tmp_path, translations=table))
    assert network.word("市役所", "ja-Hrkt") == "しやくしょ"
    assert lines(faults, "carriage_return") == [("translations.txt", 2)]


def test_a_table_in_shift_jis_is_read_and_told(tmp_path):
    network, faults = told(write(tmp_path, stops=TINY["stops"].encode("cp932")))
    assert network.stop("c").name == "みなと駅"
    assert lines(faults, "encoding") == [("stops.txt", 2), ("stops.txt", 3), ("stops.txt", 4)]


def test_a_table_in_utf_16_is_read_and_told(tmp_path):
    network, faults = told(write(tmp_path, stops=TINY["stops"].encode("utf-16")))
    assert network.stop("c").name == "みなと駅"
    assert lines(faults, "encoding") == [("stops.txt", 0)]


def test_bytes_of_no_encoding_cost_only_themselves(tmp_path):
    table = TINY["stops"].encode().replace("病院前".encode(), b"\x81")
    network, faults = told(write(tmp_path, stops=table))
    assert network.stop("b").name.startswith("\ufffd")
    assert network.fare("r", "a", "b").yen == 180
    assert lines(faults, "encoding") == [("stops.txt", 3)]


@pytest.mark.parametrize("inside", ["", "feed/", "2026/feed/", "feed\\"])
def test_a_zip_is_a_feed_wherever_in_it_the_tables_lie(tmp_path, inside):
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("__MACOSX/._stops.txt", b"\0\0")
        for name, text in TINY.items():
            packed.writestr(f"{inside}{name}.TXT" if name == "routes" else f"{inside}{name}.txt", text)
    for feed in (path, path.read_bytes()):
        network, faults = told(feed)
        assert [str(fault) for fault in faults.listed] == []
        assert network.fare(*ASKED) == ANSWER


def test_a_folder_in_the_folder_is_found(tmp_path):
    write(tmp_path / "inner")
    (tmp_path / "README.md").write_text("a feed")
    assert told(tmp_path)[0].fare(*ASKED) == ANSWER


@pytest.mark.parametrize("make", ["nothing", "empty", "text", "zip"])
def test_what_is_no_feed_at_all_is_refused_with_a_sentence(tmp_path, make):
    path = tmp_path / "feed"
    if make == "empty":
        path.mkdir()
    elif make == "text":
        path.write_text("no zip")
    elif make == "zip":
        zipfile.ZipFile(path, "w").close()
    with pytest.raises(Unreadable, match=str(path)):
        compile_feed(path)


def test_a_damaged_member_of_a_zip_costs_that_table_and_is_told(tmp_path):
    path = tmp_path / "feed.zip"
    with zipfile.ZipFile(path, "w") as packed:
        for name, text in TINY.items():
            packed.writestr(f"{name}.txt", text)
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"f1,180,JPY", b"f1,980,JPY"))
    assert lines(check_feed(path)[1], "unreadable") == [("fare_attributes.txt", 0)]


def test_short_and_long_rows_are_told_and_read_as_far_as_they_go(tmp_path):
    network, faults = told(
        write(tmp_path, fare_rules="fare_id,route_id,origin_id,destination_id\nf1,r\nf2,r,a,c,,\nf2,r,c,a,x\n")
    )
    assert lines(faults, "row_length") == [("fare_rules.txt", 2), ("fare_rules.txt", 4)]
    assert network.fare("r", "c", "b").yen == 180


@pytest.mark.parametrize("more", [0, 30, 9000])
def test_a_quote_that_is_never_closed_is_told_where_it_opens_and_costs_no_row(tmp_path, more):
    table = TINY["stops"].replace("病院前", '"病院前') + "".join(f"x{n},y,35,139,z,0\n" for n in range(more))
    network, faults = told(write(tmp_path, stops=table))
    assert [(fault.code, fault.file, fault.line) for fault in faults.listed] == [("quote", "stops.txt", 3)]
    assert len(network.stops) == 3 + more
    assert network.stop("b").name == "病院前"


def test_a_value_of_several_lines_is_a_value(tmp_path):
    table = TINY["stops"].replace("病院前", '"病院\n前"') + "c,二度,35,139,c,0\n"
    network, faults = told(write(tmp_path, stops=table))
    assert network.stop("b").name == "病院\n前"
    assert [(fault.code, fault.line) for fault in faults.listed] == [("duplicate_id", 6)]


def test_both_layouts_of_translations_are_read(tmp_path):
    old = "trans_id,lang,translation\n市役所,ja-Hrkt,しやくしょ\n市役所,en,City Hall\n"
    new = (
        "table_name,field_name,language,translation,record_id,record_sub_id,field_value\n"
        "stops,stop_name,ja-Hrkt,しやくしょ,a,,\nstops,stop_name,en,City Hall,,,市役所\ntrips,trip_headsign,en,To Port,t,,\n"
    )
    for table in (old, new):
        network = told(write(tmp_path, translations=table))[0]
        assert [network.word("市役所", language) for language in ("ja-Hrkt", "JA-HRKT", "en", "en-GB", "zh-Hans")] == [
            *("しやくしょ", "しやくしょ", "City Hall", "City Hall", "市役所")
        ]
    assert network.word("みなと駅", "en") == "To Port"


def test_a_sign_that_stands_with_the_stops_has_its_own_translation(tmp_path):
    times = TINY["stop_times"].replace("drop_off_type", "drop_off_type,stop_headsign")
    times = times.replace("a,1,0,1", "a,1,0,1,港").replace("b,2,0,0", "b,2,0,0,海")
    words = "stop_times,stop_headsign,en,Harbour,t,1,\nstop_times,stop_headsign,en,Sea,t,2,\ntrips,trip_headsign,en,Port,t,,\n"
    network, faults = told(write(tmp_path, stop_times=times, translations=TINY["translations"] + words))
    assert [network.word(text, "en") for text in ("港", "みなと駅")] == ["Harbour", "Port"]
    assert lines(faults, "two_translations") == []


def test_a_translation_of_a_stop_that_is_not_there_is_told(tmp_path):
    table = TINY["translations"] + "stops,stop_name,en,Nowhere,zzz,,\n"
    assert lines(check_feed(write(tmp_path, translations=table))[1], "unknown_reference") == [("translations.txt", 2)]


def test_chinese_is_found_under_the_names_that_operators_use(tmp_path):
    table = "trans_id,lang,translation\n市役所,zh-CN,市政府\n市役所,zh-TW,市政廳\n"
    network = told(write(tmp_path, translations=table))[0]
    assert (network.word("市役所", "zh-Hans"), network.word("市役所", "zh-Hant")) == ("市政府", "市政廳")


QUIET = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
TABLES = st.sampled_from(sorted(TINY))


def survives(feed: Path) -> None:
    """Whatever is in a feed: it is read, compiled, and answers."""
    network, faults = told(feed)
    assert all(fault.sentence.endswith((".", "?")) or "more of this kind" in fault.sentence for fault in faults.listed)
    for route in network.routes:
        for stop in network.stops:
            with suppress(NoFare, FareConflict):
                assert network.fare(route, stop, network.stops[0]).yen >= 0
    assert all(network.trip(trip.id) == trip for trip in network.trips(DAY))


@QUIET
@given(name=TABLES, content=st.binary(max_size=300))
def test_any_bytes_in_place_of_a_table_are_survived(tmp_path, name, content):
    survives(write(tmp_path, **{name: content}))


@QUIET
@given(name=TABLES, content=st.text(alphabet=st.sampled_from(',"\r\n\0a1-25:JPY.éア '), max_size=80))
def test_any_rows_under_a_good_heading_are_survived(tmp_path, name, content):
    survives(write(tmp_path, **{name: TINY[name].partition("\n")[0] + "\n" + content}))


@QUIET
@given(chance=st.randoms(use_true_random=False), name=TABLES)
def test_any_change_of_single_bytes_is_survived(tmp_path, chance, name):
    content = bytearray(TINY[name].encode())
    for _ in range(chance.randint(1, 8)):
        content[chance.randrange(len(content))] = chance.choice(b'",\r\n0123456789-:\xff\x00')
    survives(write(tmp_path, **{name: bytes(content)}))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(chance=st.randoms(use_true_random=False))
@pytest.mark.parametrize("feed", ["sample", "mlit_rinko_sample_2017"])
def test_published_feeds_with_pieces_torn_out_are_survived(tmp_path, feed, chance):
    folder = SAMPLE if feed == "sample" else REAL / feed
    if not folder.is_dir():
        pytest.skip(f"{folder} is not here")
    tables = {path.stem: path.read_bytes() for path in folder.glob("*.txt")}
    name = chance.choice(sorted(tables))
    start = chance.randrange(len(tables[name]))
    piece = chance.choice([b"", b'"', b"\r\n", b"\xff\xfe", b",,,,,", b"99:99:99", b"-1"])
    tables[name] = tables[name][:start] + piece + tables[name][start + chance.randint(0, 40) :]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as files:
        for each, content in tables.items():
            files.writestr(f"{each}.txt", content)
    compiled, faults = compile_feed(packed.getvalue())
    network = open_network(compiled)
    assert all(network.trip(trip.id) == trip for trip in network.trips(DAY))
    assert faults.counts
