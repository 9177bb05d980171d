"""The recommendations, votes and citations of Fenbury hold what their README promises."""

from tests.imports.fenbury import RECORDS, Record, clauses, cues_of, each_record, second_of

CHOICES = ["strongly_support", "support", "neither", "oppose", "strongly_oppose", "did_not_vote"]


@each_record
def test_recommendations_are_numbered_from_one_and_clauses_after_them(record: Record) -> None:
    numbers = [recommendation["number"] for recommendation in record["recommendations"]]
    assert numbers == list(range(1, len(numbers) + 1))
    for number, version, key in clauses(record):
        assert key.split(".")[0] == str(number), (version, key)
    for recommendation in record["recommendations"]:
        for version in recommendation["versions"]:
            keys = [clause["key"] for clause in version["clauses"]]
            assert len(keys) == len(set(keys))
            assert 1 <= len(keys) <= 8


@each_record
def test_a_deleted_clause_key_is_never_used_again(record: Record) -> None:
    for recommendation in record["recommendations"]:
        gone: set[str] = set()
        before: set[str] = set()
        for version in recommendation["versions"]:
            keys = {clause["key"] for clause in version["clauses"]}
            assert not keys & gone
            gone |= before - keys
            before = keys


@each_record
def test_a_later_version_says_why_it_changed(record: Record) -> None:
    for recommendation in record["recommendations"]:
        first, *later = recommendation["versions"]
        assert first["note"] is None
        for version in later:
            assert version["note"]
            assert version["clauses"] != first["clauses"], recommendation["number"]


@each_record
def test_every_vote_adds_up_to_all_members(record: Record) -> None:
    for recommendation in record["recommendations"]:
        labels = {version["label"] for version in recommendation["versions"]}
        assert recommendation["votes"]
        for vote in recommendation["votes"]:
            assert vote["version"] in labels
            assert [row["choice"] for row in vote["counts"]] == CHOICES
            assert sum(row["count"] for row in vote["counts"]) == record["assembly"]["members"]


def test_the_votes_in_favour_are_the_ones_that_the_assembly_page_shows() -> None:
    def in_favour(slug: str) -> list[int]:
        return [
            sum(row["count"] for row in recommendation["votes"][-1]["counts"][:2])
            for recommendation in RECORDS[slug]["recommendations"]
        ]

    assert in_favour("fenbury-high-street") == [46, 44, 48, 37, 39, 45, 31, 43]
    assert len(in_favour("fenbury-clean-air")) == 14
    assert in_favour("fenbury-clean-air")[2] == 41


@each_record
def test_citations_point_at_clauses_and_at_evidence_that_everybody_sees(record: Record) -> None:
    known = clauses(record)
    evidence = {item["id"]: item for item in record["evidence"]}
    for recommendation in record["recommendations"]:
        for citation in recommendation["citations"]:
            assert (recommendation["number"], citation["version"], citation["clause"]) in known
            assert citation["note"]
            item = evidence[citation["evidence"]]
            assert item["published_at"]["day"] < 0, item["id"]
            assert not item["taken_down"], item["id"]


@each_record
def test_a_quote_is_found_word_for_word_in_its_item_or_at_its_time_in_the_transcript(record: Record) -> None:
    evidence = {item["id"]: item for item in record["evidence"]}
    quoting = [c for r in record["recommendations"] for c in r["citations"] if c["quote"] or c["at"]]
    assert len(quoting) >= 10
    assert sum(citation["at"] is not None for citation in quoting) >= 2
    for citation in quoting:
        item = evidence[citation["evidence"]]
        if citation["at"] is None:
            # What a correction took away may still be quoted: the page says so.
            former = [c["was"] for c in record["corrections"] if c["of"] == {"evidence": item["id"]}]
            assert any(citation["quote"] in text for text in (item["body"], *former)), citation["quote"]
            continue
        heard = [
            cue.text
            for cue in cues_of(record, item)
            if (cue.starts_ms or 0) // 1000 == second_of(citation["at"])
        ]
        assert any(citation["quote"] in text for text in heard), citation["at"]


def test_the_high_street_has_eight_drafts_and_one_of_them_rewrote_its_paragraphs() -> None:
    recommendations = RECORDS["fenbury-high-street"]["recommendations"]
    assert len(recommendations) == 8
    assert [version["label"] for version in recommendations[3]["versions"]] == ["draft 1", "draft 2"]
    assert all(version["kind"] == "draft" for r in recommendations for version in r["versions"])


def test_clean_air_has_fourteen_final_texts_and_changed_two_of_five_paragraphs_about_schools() -> None:
    recommendations = RECORDS["fenbury-clean-air"]["recommendations"]
    assert len(recommendations) == 14
    assert all([v["label"] for v in r["versions"]] == ["draft 1", "final"] for r in recommendations)
    draft, final = (version["clauses"] for version in recommendations[2]["versions"])
    assert len(final) == 5
    assert sum(a != b for a, b in zip(draft, final, strict=True)) == 2
