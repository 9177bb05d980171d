"""The moderation policy in versions: publishing the next one, and what it may never do to the ones before."""

from __future__ import annotations

from functools import partial

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import languages, revisions, transactions
from app.core.append_only import NeverChanges
from app.core.audit import AuditEntry
from app.core.errors import Refused
from app.moderation.models import PolicyParagraph, PolicyVersion
from app.moderation.policy import (
    PARTS,
    Wording,
    complaint_words,
    complaints,
    in_words,
    wording_of,
)
from app.moderation.queries.policy import (
    VERSIONS_LISTED,
    last_paragraphs,
    paragraph_of,
    policy_in_force,
    policy_version,
    policy_versions,
)
from app.moderation.services import publish_policy
from tests.at_once import at_once
from tests.databases import CleanDatabase
from tests.factories.policy import make_lead, new_rule, publish, said, without
from tests.queries import counted

SEEDED = [
    "abuse",
    "hatred",
    "private_person",
    "threat",
    "advertising",
    "off_topic",
    "copyright",
    "duplicate",
    "legal",
    "impersonation",
]


# ---- Reading ----


def test_the_first_version_comes_with_the_program(session: Session) -> None:
    first = policy_in_force()
    assert (first.number, first.published_by, first.change_note) == (1, None, None)
    assert [paragraph.code for paragraph in first.paragraphs] == SEEDED
    assert [paragraph.position for paragraph in first.paragraphs] == list(range(1, 11))


@pytest.mark.parametrize("language", ["", "_cy"])
def test_the_words_that_come_with_the_program_fit_the_sentences_that_they_end(
    session: Session, language: str
) -> None:
    for paragraph in policy_in_force().paragraphs:
        title, rule, trace, note, complaint = (getattr(paragraph, part + language) for part in PARTS)
        assert trace[0].islower()
        assert trace[-1] not in ".!?"
        assert title[0].isupper()
        assert complaint[0].isupper()
        assert complaint[-1] not in ".!?"
        assert rule.endswith(".")
        assert note.endswith(".")


def test_the_version_in_force_is_read_in_one_query_with_its_paragraphs(session: Session) -> None:
    with counted() as queries:
        assert len([in_words(paragraph).address for paragraph in policy_in_force().paragraphs]) == 10
    assert len(queries) == 1, queries


def test_a_paragraph_is_found_in_force_and_in_the_version_that_had_it(session: Session) -> None:
    first = policy_in_force()
    second = publish(make_lead(), without("legal"))
    assert paragraph_of("legal") is None
    assert paragraph_of("legal", second.id) is None
    assert paragraph_of(None) is None
    found = paragraph_of("legal", first.id)
    assert found is not None
    assert (found.title, found.version.number) == ("The law", 1)


def test_a_reason_that_readers_once_gave_keeps_its_last_words(session: Session) -> None:
    lead = make_lead()
    publish(lead, lambda old: [said(old[0], complaint="It is rude"), *old[1:]])
    publish(lead, without("abuse"))
    words = complaint_words(last_paragraphs(["abuse", "threat", "other"]))
    assert (words["abuse"], words["threat"], words["other"]) == (
        "It is rude",
        "It threatens somebody",
        "Something else",
    )
    with counted() as queries:
        assert last_paragraphs([]) == {}
    assert queries == []


def test_readers_choose_from_what_they_can_see_and_something_else(session: Session) -> None:
    offered = complaints(policy_in_force().paragraphs)
    assert list(offered) == [*(code for code in SEEDED if code != "duplicate"), "other"]


def test_on_a_welsh_page_a_paragraph_speaks_welsh_where_somebody_wrote_it(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    version = publish(make_lead(), lambda old: [said(old[0], trace_cy=""), *old[1:]])
    monkeypatch.setattr(languages, "current", lambda: "cy")
    words = in_words(version.paragraphs[0])
    assert (words.title, words.trace) == ("Sarhad", "it insults somebody")


def test_the_ready_note_is_kept_in_both_languages(session: Session) -> None:
    version = publish(make_lead(), lambda old: [old[0], said(old[1], note_cy=""), *old[2:]])
    insults, other = version.paragraphs[:2]
    assert insults.note.startswith("What you wrote insults somebody.")
    assert (insults.note_cy or "").startswith("Mae’r hyn a ysgrifennoch yn sarhau rhywun.")
    assert other.note_cy is None


def _renamed(title: str, old: list[Wording]) -> list[Wording]:
    return [said(old[0], title=title), *old[1:]]


def test_the_list_of_versions_is_the_latest_ones(session: Session) -> None:
    lead = make_lead()
    for number in range(VERSIONS_LISTED):
        publish(lead, partial(_renamed, f"Abuse {number}"))
    listed = policy_versions()
    assert [version.number for version in listed] == list(range(VERSIONS_LISTED + 1, 1, -1))


# ---- Publishing ----


def test_a_new_version_takes_the_next_number_and_the_log_says_who_made_it(session: Session) -> None:
    lead = make_lead()
    version = publish(lead, lambda old: [*old[1:], old[0]], "Threats first.")
    assert policy_in_force() is version
    assert (version.number, version.change_note, version.published_by_id) == (2, "Threats first.", lead.id)
    assert [paragraph.code for paragraph in version.paragraphs] == [*SEEDED[1:], "abuse"]
    entry = session.scalars(select(AuditEntry).where(AuditEntry.kind == "policy_versions")).one()
    assert (entry.action, entry.actor_id, entry.detail) == ("published", lead.id, {"number": 2})


def test_a_version_without_any_change_is_refused(session: Session) -> None:
    with pytest.raises(Refused, match="Nothing has changed"):
        publish(make_lead(), list)
    assert policy_in_force().number == 1


def test_a_policy_without_a_paragraph_is_refused(session: Session) -> None:
    with pytest.raises(Refused, match="Leave at least one"):
        publish(make_lead(), without(*SEEDED))


def test_whoever_began_from_an_older_version_is_told_who_published_since(session: Session) -> None:
    lead = make_lead()
    wordings = [wording_of(paragraph) for paragraph in policy_in_force().paragraphs]
    publish(lead, without("legal"))
    with pytest.raises(Refused, match=r"Lea Lead published version 2 on .* Nothing that you wrote is lost"):
        publish_policy(wordings[1:], "Mine.", opened_on=1, by=make_lead("other@fenbury.example"))
    assert policy_in_force().number == 2


def test_a_new_paragraph_gets_a_code_from_its_title(session: Session) -> None:
    version = publish(
        make_lead(), lambda old: [*old, new_rule("Noise’s end"), new_rule("Noise’s end!"), new_rule("你好")]
    )
    assert [paragraph.code for paragraph in version.paragraphs[-3:]] == [
        "noises_end",
        "noises_end_2",
        "paragraph",
    ]


def test_a_paragraph_keeps_its_code_whatever_it_is_called_later(session: Session) -> None:
    version = publish(make_lead(), lambda old: [said(old[0], title="Insults"), *old[1:]])
    assert (version.paragraphs[0].code, version.paragraphs[0].title) == ("abuse", "Insults")


@pytest.mark.parametrize(
    ("title", "code"),
    [("The law", "the_law"), ("Legal", "legal_2"), ("Other", "other_2"), ("Main", "main_2")],
)
def test_no_code_is_ever_given_twice(session: Session, title: str, code: str) -> None:
    lead = make_lead()
    publish(lead, without("legal"))
    version = publish(lead, lambda old: [*old, new_rule(title)])
    assert version.paragraphs[-1].code == code


def test_what_is_published_never_changes(session: Session) -> None:
    version = publish(make_lead(), without("legal"))
    version.paragraphs[0].title = "Something else"
    with pytest.raises(NeverChanges):
        session.flush()


def test_nothing_is_added_to_a_published_version(session: Session) -> None:
    wording = wording_of(policy_in_force().paragraphs[0])
    session.add(
        PolicyParagraph(
            version_id=policy_in_force().id,
            position=11,
            code="late",
            **{part: words for part, words in wording.said.items() if not part.endswith("_cy")},
        )
    )
    with pytest.raises(NeverChanges):
        session.flush()


def test_publishing_changes_the_pages_of_the_site(session: Session) -> None:
    lead = make_lead()
    session.info.pop("touched", None)
    publish(lead, without("legal"))
    assert session.info["touched"] == {revisions.SITE}


def test_of_two_who_publish_at_once_the_second_is_refused(
    app: Flask, session: Session, committed_database: CleanDatabase
) -> None:
    with transactions.unit_of_work():
        first, second = make_lead(), make_lead("other@fenbury.example", "Ola Other")
        ids = first.id, second.id
        wordings = [wording_of(paragraph) for paragraph in policy_in_force().paragraphs]

    def press(by_id: int, gone: int) -> object:
        def act(own: Session) -> None:
            kept = [wording for number, wording in enumerate(wordings) if number != gone]
            by = own.get_one(type(first), by_id)
            publish_policy(kept, "Mine.", opened_on=1, by=by)

        return act

    outcomes = sorted(at_once(app, press(ids[0], 0), press(ids[1], 1)))  # type: ignore[arg-type]
    assert [outcome == "done" for outcome in outcomes].count(True) == 1
    assert any("published version 2" in outcome for outcome in outcomes)
    assert session.scalars(select(PolicyVersion.number).order_by(PolicyVersion.number)).all() == [1, 2]
    assert policy_version(3) is None
