"""A vote stays with the text that the members voted on, whatever is published after it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.core import revisions
from app.recommendations.models import Recommendation, VersionStage
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.recommendations import add_vote, make_recommendation, make_version
from tests.recommendations.test_votes import DESK, PUBLIC, check, enter


def _next_text(recommendation: Recommendation, stage: VersionStage) -> None:
    make_version(recommendation, ["Quite another text."], stage=stage)
    revisions.touch(recommendation.assembly.slug)


def test_a_vote_on_a_former_draft_is_not_shown_as_one_on_the_text_that_came_after_it(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(consulting=(-7, 7)))
    add_vote(recommendation)
    assert "How the members voted on this draft" in client.get(recommendation.path).text
    _next_text(recommendation, VersionStage.DRAFT)
    page = client.get(recommendation.path).text
    assert "How the members voted on this draft" not in page
    assert "How the members voted on an earlier text" in page
    assert "They have not voted on the text above." in page
    assert f'href="{recommendation.path}versions/1/">Draft 1</a>' in page
    listed = client.get(f"{recommendation.assembly.path}recommendations/").text
    assert "37 of 48 for, on an earlier text" in listed


def test_an_entry_on_a_former_final_text_says_so_and_cannot_be_checked(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(members=48))
    make_version(recommendation, stage=VersionStage.FINAL)
    council = recommendation.assembly.organisation_id
    sign_in_as(client, make_account(role=Role.OFFICER, organisation_id=council))
    assert enter(client).status_code == 303
    _next_text(recommendation, VersionStage.FINAL)
    sign_in_as(client, make_account("ann@fenbury.example", role=Role.OFFICER, organisation_id=council))
    page = client.get(DESK).text
    assert "The text has changed since this was entered" in page
    assert "Check the sums" not in page
    assert check(client, ballots="46", in_favour="37").status_code != 303
    assert "have not voted on it yet" in client.get(PUBLIC).text


def test_two_choices_cannot_have_one_name_and_the_second_row_says_so(
    client: Visitor, session: Session
) -> None:
    recommendation = make_recommendation(make_assembly(members=48))
    make_version(recommendation, stage=VersionStage.FINAL)
    council = recommendation.assembly.organisation_id
    sign_in_as(client, make_account(role=Role.OFFICER, organisation_id=council))
    refused = enter(client, label_2=" for ")
    assert refused.status_code != 303
    assert 'href="#label_2">Another row has this name already' in refused.text


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
