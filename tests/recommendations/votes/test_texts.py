"""A vote stays with the text that the members voted on, whatever is published after it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account, Role
from app.assemblies.models import PhaseKind
from app.core import clock, revisions
from app.recommendations.models import Recommendation, VersionStage, Vote, VoteCount
from app.responses.basis import basis_of
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import add_phase, make_assembly
from tests.factories.recommendations import CLAUSES, add_vote, make_recommendation, make_version
from tests.recommendations.votes.desk import DESK, GOOD, PAPER, PUBLIC, check, enter, hidden


def _next_text(recommendation: Recommendation, stage: VersionStage) -> None:
    make_version(recommendation, ["Quite another text."], stage=stage)
    revisions.touch(recommendation.assembly.slug)


def test_a_vote_on_a_former_draft_is_not_shown_as_one_on_the_text_that_came_after_it(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    add_vote(recommendation)
    assert "How the members voted on draft 1" in client.get(recommendation.path).text
    _next_text(recommendation, VersionStage.DRAFT)
    page = client.get(recommendation.path).text
    assert "How the members voted on draft 1" in page
    assert "earlier text" not in page
    assert "They have not voted on the text above." in page
    assert f'href="{recommendation.path}versions/1/">Read draft 1</a>' in page
    listed = client.get(f"{recommendation.assembly.path}recommendations/").text
    assert "37 of 48 for, on draft 1" in listed


def _officers(client: Visitor, recommendation: Recommendation) -> Account:
    """Sign in the officer who enters, and return the one who checks."""
    council = recommendation.assembly.organisation_id
    sign_in_as(client, make_account(role=Role.OFFICER, organisation_id=council))
    return make_account("ann@fenbury.example", role=Role.OFFICER, organisation_id=council)


def test_an_entry_on_a_former_final_text_says_so_and_is_checked_as_a_vote_on_that_text(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(members=48))
    voted_on = make_version(recommendation, stage=VersionStage.FINAL)
    checker = _officers(client, recommendation)
    assert enter(client).status_code == 303
    _next_text(recommendation, VersionStage.FINAL)
    assert 'name="count_1"' in client.get(f"{DESK}/write?text=3").text
    sign_in_as(client, checker)
    page = client.get(DESK).text
    assert "The text has changed since this was entered" in page
    assert "and stays with it" in page
    assert check(client, **PAPER).status_code == 303
    assert session.scalars(select(Vote)).one().version_id == voted_on.id
    page = client.get(PUBLIC).text
    assert "37 of 46 who voted support it" in page
    assert "It was corrected since." in page


def test_a_vote_on_a_former_final_text_is_corrected_as_a_vote_on_that_text(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(members=48))
    voted_on = make_version(recommendation, stage=VersionStage.FINAL)
    checker = _officers(client, recommendation)
    enter(client)
    sign_in_as(client, checker)
    check(client, **PAPER)
    _next_text(recommendation, VersionStage.FINAL)
    page = client.get(DESK).text
    assert f'href="{DESK}/write?text=2">Correct this vote</a>' in page
    assert f'href="{DESK}/write?text=3">Enter the vote on the final text of' in page
    note = "Three papers were read wrongly."
    assert enter(client, count_1="40", count_2="6", correction_note=note).status_code == 303
    sign_in_as(client, session.scalars(select(Account).where(Account.id != checker.id)).one())
    assert check(client, **{**PAPER, "count_1": "40", "count_2": "6"}).status_code == 303
    former, corrected = session.scalars(select(Vote).order_by(Vote.id))
    assert former.replaced_at is not None
    assert former.version_id == corrected.version_id == voted_on.id
    page = client.get(PUBLIC).text
    assert page.index("40 of 46 who voted") < page.index("37 of 46 who voted")
    assert note in page
    assert "It was corrected since." in page


def test_a_vote_on_the_corrected_text_is_entered_by_its_own_button(client: Visitor, session: Session) -> None:
    recommendation = _voted_and_corrected(session)
    checker = _officers(client, recommendation)
    page = client.get(f"{DESK}/write?text=3").text
    assert f'action="{DESK}/write?text=3"' in page
    assert "What was wrong with the former vote?" not in page
    tools = {name: hidden(page, name) for name in ("csrf_token", "once", "seen")}
    assert client.post(f"{DESK}/write?text=3", data={**tools, **GOOD}).status_code == 303
    sign_in_as(client, checker)
    assert check(client, **PAPER).status_code == 303
    session.refresh(recommendation, ["votes"])
    assert [vote.version_id for vote in recommendation.votes] == [
        each.id for each in recommendation.versions[1:]
    ]
    assert client.get(f"{DESK}/write?text=1").status_code == 404


def test_where_nobody_entered_a_vote_before_the_correction_the_officer_says_which_text_it_was_on(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(members=48))
    make_version(recommendation, stage=VersionStage.FINAL)
    _next_text(recommendation, VersionStage.FINAL)
    _officers(client, recommendation)
    page = client.get(DESK).text
    assert page.index(f"{DESK}/write?text=3") < page.index(f"{DESK}/write?text=2")


def test_two_final_texts_of_one_day_are_told_apart_by_their_time(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly(members=48, consulting=(-200, -190)))
    may = datetime(2026, 5, 3, 12, 20, tzinfo=UTC)
    make_version(recommendation, stage=VersionStage.FINAL, published_at=may)
    add_vote(recommendation, held_on="2026-05-02")
    later = may + timedelta(hours=2)
    make_version(recommendation, ["Another text."], stage=VersionStage.FINAL, published_at=later)
    revisions.touch(recommendation.assembly.slug)
    page = client.get(recommendation.path).text
    assert "How the members voted on the final text of 3\xa0May 2026, 1:20\xa0pm" in page
    assert "The members voted on the final text of 3\xa0May 2026, 1:20\xa0pm. It was corrected since." in page
    _officers(client, recommendation)
    page = client.get(DESK).text
    assert "The vote on the final text of 3\xa0May 2026, 1:20\xa0pm" in page
    assert "Enter the vote on the final text of 3\xa0May 2026, 3:20\xa0pm" in page


def test_two_choices_cannot_have_one_name_and_the_second_row_says_so(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(members=48))
    make_version(recommendation, stage=VersionStage.FINAL)
    council = recommendation.assembly.organisation_id
    sign_in_as(client, make_account(role=Role.OFFICER, organisation_id=council))
    refused = enter(client, label_2=" for ")
    assert refused.status_code != 303
    assert 'href="#label_2">Row 2, choice: Another row has this name already' in refused.text


def test_the_check_page_says_how_many_members_are_in_no_row(client: Visitor, session: Session) -> None:
    recommendation = make_recommendation(make_assembly(members=55))
    make_version(recommendation, stage=VersionStage.FINAL)
    council = recommendation.assembly.organisation_id
    sign_in_as(client, make_account(role=Role.OFFICER, organisation_id=council))
    assert enter(client).status_code == 303
    assert "7 members are in no row." in client.get(DESK).text


def test_a_third_text_leads_to_what_changed_since_the_second_and_since_the_first(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    _next_text(recommendation, VersionStage.DRAFT)
    assert "compare/2/" in client.get(recommendation.path).text
    make_version(recommendation, ["A third text."], stage=VersionStage.DRAFT)
    revisions.touch(recommendation.assembly.slug)
    page = client.get(recommendation.path).text
    assert f'href="{recommendation.path}versions/2/compare/3/">What changed since draft 2</a>' in page
    assert f'href="{recommendation.path}versions/1/compare/3/">What changed since draft 1</a>' in page


def _voted_and_corrected(session: Session) -> Recommendation:
    """A recommendation with a vote on its final text of 3 May, and another final text after that."""
    recommendation = make_recommendation(make_assembly(members=48, consulting=(-200, -190)))
    may = datetime(2026, 5, 3, 12, tzinfo=UTC)
    make_version(recommendation, stage=VersionStage.FINAL, published_at=may)
    add_vote(recommendation, held_on="2026-05-02")
    make_version(recommendation, ["Quite another text."], stage=VersionStage.FINAL)
    revisions.touch(recommendation.assembly.slug)
    return recommendation


def test_every_page_that_shows_a_vote_names_the_former_final_text_by_its_day(
    client: Visitor, session: Session
) -> None:
    recommendation = _voted_and_corrected(session)
    name = "the final text of 3\xa0May 2026"
    assert f"How the members voted on {name}" in client.get(recommendation.path).text
    for page in (
        f"{recommendation.assembly.path}recommendations/",
        f"{recommendation.assembly.path}changes/",
        f"{recommendation.path}changes/",
    ):
        assert f"37 of 48 for, on {name}" in client.get(page).text, page


def test_the_page_of_the_text_that_was_voted_on_shows_the_vote_and_the_others_show_none(
    client: Visitor, session: Session
) -> None:
    recommendation = _voted_and_corrected(session)
    page = client.get(f"{recommendation.path}versions/2/").text
    assert "How the members voted on the final text" in page
    assert "They have not voted on the text above." not in page
    assert "37 of 48 who voted support it" in page
    for number in (1, 3):
        assert "How the members voted" not in client.get(f"{recommendation.path}versions/{number}/").text


def test_officers_who_answer_see_that_a_vote_was_on_another_text(session: Session) -> None:
    recommendation = _voted_and_corrected(session)
    [basis] = basis_of(recommendation.assembly, [recommendation])
    [vote] = basis.votes
    assert vote["heading"] == "How the members voted on the final text of 3\xa0May 2026"
    assert vote["former_url"] == f"{recommendation.path}versions/2/"


def test_whoever_writes_the_next_text_is_told_that_the_vote_stays_with_the_one_voted_on(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(members=48))
    make_version(recommendation, stage=VersionStage.FINAL, published_at=datetime(2026, 5, 3, 12, tzinfo=UTC))
    council = recommendation.assembly.organisation_id
    sign_in_as(client, make_account(role=Role.OFFICER, organisation_id=council))
    write = DESK.replace("/vote", "/write")
    told = "The vote stays with that text"
    assert told not in client.get(write).text
    enter(client)
    page = client.get(write).text
    assert told in page
    assert "A vote on the final text of 3\xa0May 2026 is entered, and not checked yet." in page
    sign_in_as(client, make_account("ann@fenbury.example", role=Role.OFFICER, organisation_id=council))
    check(client, **PAPER)
    page = client.get(write).text
    assert told in page
    assert "The members voted on the final text of 3\xa0May 2026 (37 of 46 for)." in page
    _next_text(recommendation, VersionStage.FINAL)
    assert told not in client.get(write).text


def test_a_vote_on_a_draft_says_nothing_of_a_final_text_that_has_a_vote_of_its_own(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    add_vote(recommendation)
    make_version(recommendation, stage=VersionStage.FINAL)
    add_vote(recommendation, held_on="2026-11-20")
    session.refresh(recommendation)
    page = client.get(recommendation.path).text
    assert "Read draft 1</a>" in page
    assert "They have not voted on the text above." not in page
    assert "What the members recommend" in page


@pytest.mark.parametrize(
    ("bar", "figures", "heading", "words"),
    [
        (None, (10, 30), "A text that more members voted against than for", "More members voted against it"),
        (
            75,
            (32, 15),
            "Not carried: a text that did not reach",
            "The text did not reach that bar, so it was",
        ),
        (
            75,
            (746, 254),
            "Not carried: a text that did not reach",
            "The text did not reach that bar, so it was",
        ),
        (75, (36, 12), "What the members recommend", "The text reached that bar."),
        (None, (20, 20), "What the members recommend", "20 of 40 who voted support it (50%)."),
    ],
)
def test_a_text_that_the_members_did_not_carry_is_not_called_what_they_recommend(
    client: Visitor, session: Session, bar: int | None, figures: tuple[int, int], heading: str, words: str
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)), stage=VersionStage.FINAL)
    add_vote(recommendation, *figures).bar_percent = bar
    session.flush()
    page = client.get(recommendation.path).text
    assert heading in page
    assert words in page
    assert ("What the members recommend" in page) is (heading == "What the members recommend")


def test_where_partly_for_it_decides_the_page_does_not_say_that_a_bar_was_missed(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)), stage=VersionStage.FINAL)
    vote = add_vote(recommendation, 30, 10)
    vote.bar_percent = 80
    vote.counts.append(VoteCount(position=3, label="Partly", meaning="partly", count=20))
    session.flush()
    page = client.get(recommendation.path).text
    assert "a bar of 80%." in page
    assert "reach that bar" not in page


def _not_carried_and_corrected(session: Session) -> Recommendation:
    """A recommendation whose final text of 3 May missed the members' bar, with one word of it changed since."""
    recommendation = make_recommendation(make_assembly(members=48, consulting=(-200, -190)))
    add_phase(recommendation.assembly, PhaseKind.FINALISING, clock.now() - timedelta(days=90), None)
    may = datetime(2026, 5, 3, 12, tzinfo=UTC)
    make_version(recommendation, stage=VersionStage.FINAL, published_at=may)
    add_vote(recommendation, 30, 16, held_on="2026-05-02").bar_percent = 75
    make_version(recommendation, ["Busses come.", *CLAUSES[1:]], stage=VersionStage.FINAL)
    revisions.touch(recommendation.assembly.slug)
    return recommendation


def _chain(page: str) -> str:
    return page.partition('<ol class="chain"')[2].partition("</ol>")[0]


def test_a_corrected_word_does_not_take_the_members_verdict_away(client: Visitor, session: Session) -> None:
    recommendation = _not_carried_and_corrected(session)
    page = client.get(recommendation.path).text
    assert "Not carried: a text that did not reach" in page
    assert "What the members recommend" not in page
    assert "The members voted on the final text of 3\xa0May 2026. It was corrected since." in page
    assert f'href="{recommendation.path}versions/2/compare/3/">What changed since this vote</a>' in page
    done = _chain(page).partition("final vote")[2]
    assert done.index("(done)") < done.index("30 of 46 for")
    assert "on the final text of 3\xa0May 2026, corrected since" in done
    listed = client.get(f"{recommendation.assembly.path}recommendations/").text
    assert "30 of 46 for, on the final text of 3\xa0May 2026, corrected since" in listed
    assert "Not carried: a text that did not reach" in listed


def test_the_desk_of_the_vote_shows_the_one_before_the_correction(client: Visitor, session: Session) -> None:
    recommendation = _not_carried_and_corrected(session)
    council = recommendation.assembly.organisation_id
    sign_in_as(client, make_account(role=Role.OFFICER, organisation_id=council))
    page = client.get(DESK).text
    assert "The vote on the final text of 3\xa0May 2026" in page
    assert "30 of 46 who voted support it" in page
    assert "Enter a vote only if the members voted on the corrected text too." in page


def test_once_the_members_vote_on_the_corrected_text_that_vote_alone_is_the_verdict(
    client: Visitor, session: Session
) -> None:
    recommendation = _not_carried_and_corrected(session)
    add_vote(recommendation, 40, 6, held_on="2026-11-20").bar_percent = 75
    session.flush()
    page = client.get(recommendation.path).text
    assert "What the members recommend" in page
    assert "Not carried" not in page
    assert "corrected since" not in _chain(page)
    assert "40 of 46 for" in _chain(page)


def test_a_final_text_of_a_draft_that_was_voted_on_waits_for_its_own_vote_without_a_past_date(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-200, -190)))
    begun, over = clock.now() - timedelta(days=90), clock.now() - timedelta(days=80)
    add_phase(recommendation.assembly, PhaseKind.FINALISING, begun, over)
    add_vote(recommendation, 10, 30)
    make_version(recommendation, stage=VersionStage.FINAL)
    session.refresh(recommendation)
    strip = _chain(client.get(recommendation.path).text)
    vote = strip.partition("final vote")[2].partition("</li>")[0]
    assert "(to come)" in vote
    assert 'class="facts"' not in vote
