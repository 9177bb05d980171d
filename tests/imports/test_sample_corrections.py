"""Fenbury’s corrections of evidence hold what the samples’ README promises."""

from __future__ import annotations

from tests.imports.fenbury import RECORDS, STAFF, TRANSCRIPTS, Record, each_record, moment_before


def _thing(record: Record, of: Record) -> Record:
    ((kind, wanted),) = of.items()
    rows: list[Record] = record["sessions" if kind == "session" else "evidence"]
    return next(row for row in rows if row["id"] == wanted)


@each_record
def test_a_correction_put_words_where_others_had_been(record: Record) -> None:
    for written in record["corrections"]:
        thing = _thing(record, written["of"])
        text = thing[written["field"]]
        if written["field"] == "transcript":
            text = (TRANSCRIPTS / text).read_text(encoding="utf-8")
        assert text.count(written["now"]) == 1, written["now"]
        assert written["was"] not in text
        assert written["note"].endswith(".")


@each_record
def test_corrections_came_after_readers_had_seen_it_and_stand_in_order_of_time(record: Record) -> None:
    order = [(written["at"]["day"], written["at"]["time"]) for written in record["corrections"]]
    assert order == sorted(order)
    for written in record["corrections"]:
        thing = _thing(record, written["of"])
        assert moment_before(thing.get("published_at") or thing["starts"], written["at"]), written["of"]
        assert "officer" in STAFF[written["by"]]


def test_one_of_them_is_withheld_and_one_is_of_a_transcript() -> None:
    written = [each for record in RECORDS.values() for each in record["corrections"]]
    assert [each["of"] for each in written if each["withheld_reason"]] == [{"evidence": "traders"}]
    assert [each["of"] for each in written if each["field"] == "transcript"] == [{"session": "s2"}]
