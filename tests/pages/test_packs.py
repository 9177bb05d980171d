"""The pack at the officers' desk, and as everybody can read it once it was given."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Role
from app.assemblies.models import Assembly
from app.comments.models import Channel, Comment, CommentState
from app.core import clock
from app.dispositions.models import Pack, Theme, ThemeExample
from app.dispositions.queries.packs import figures_now
from tests.conftest import Visitor
from tests.factories.accounts import make_account, sign_in_as
from tests.factories.assemblies import make_assembly
from tests.factories.comments import make_comment
from tests.factories.dispositions import make_theme
from tests.factories.forms import HOSTILE, fields_of, fields_of_page, send
from tests.factories.organisations import make_organisation
from tests.factories.recommendations import make_recommendation
from tests.queries import counted

DESK = "/council/high-street/pack/"
KEEP = f"{DESK}keep"
PUBLIC = "/assemblies/high-street/what-the-public-said/{}/"


@pytest.fixture
def officer(client: Visitor, session: Session) -> Visitor:
    fenbury = make_organisation("fenbury", population=71000)
    sign_in_as(client, make_account("officer@fenbury.example", role=Role.OFFICER, organisation_id=fenbury.id))
    recommendation = make_recommendation(make_assembly("high-street", fenbury, consulting=(-20, -6)))
    for number in range(6):
        make_comment(
            recommendation.subject,
            f"Vans block bay {number}.",
            clause_key="1.2",
            stance="oppose",
            author_name=f"Ada {number}",
            email=f"ada{number}@fenbury.example",
            published_at=clock.now() - timedelta(days=3),
        )
    session.commit()
    return client


def _assembly(session: Session) -> Assembly:
    return session.scalars(select(Assembly).where(Assembly.slug == "high-street")).one()


def _comments(session: Session) -> list[Comment]:
    return list(session.scalars(select(Comment).order_by(Comment.id)))


def _example(session: Session) -> Comment:
    """The first comment, made an example of its theme."""
    comment = _comments(session)[0]
    theme = make_theme(_assembly(session), "Loading bays", comment, summary="Vans stand in the way.")
    theme.examples.append(ThemeExample(comment_id=comment.id, position=1))
    session.commit()
    return comment


def _day(days_ago: int = 0) -> dict[str, str]:
    day = clock.today() - timedelta(days=days_ago)
    return {
        "given_on-day": str(day.day),
        "given_on-month": str(day.month),
        "given_on-year": str(day.year),
        "meeting": "Fourth meeting",
    }


def _only_pack(session: Session) -> Pack:
    session.expire_all()
    return session.scalars(select(Pack)).one()


def test_a_pack_is_looked_at_given_and_then_read_by_everybody(officer: Visitor, session: Session) -> None:
    _example(session)
    desk = officer.get(DESK).text
    for words in (
        "6 comments are published.",
        "6 people wrote.",
        "About 71,000 people live in the area.",
        "Loading bays",
        "Vans stand in the way.",
        "Vans block bay 0.",
        "Deliveries happen before 10 am.",
        "0 of 6 comments have an answer",
    ):
        assert words in desk
    answer = send(officer, DESK, **_day(1))
    pack = _only_pack(session)
    assert (answer.status_code, answer.location) == (303, f"{DESK}#pack-{pack.id}")
    assert "It is recorded, and everybody can read it now." in officer.get(DESK).text
    public = officer.get(PUBLIC.format(pack.id)).text
    assert "Fourth meeting" in public
    assert "Vans block bay 0." in public


def test_the_public_pack_keeps_its_figures_and_loses_what_was_taken_down(
    officer: Visitor, session: Session
) -> None:
    comment = _example(session)
    send(officer, DESK, **_day())
    page = PUBLIC.format(_only_pack(session).id)
    assert "6 comments are published." in officer.get(page).text
    comment.state = CommentState.HIDDEN.value
    make_comment(comment.subject, "One more.")
    session.commit()
    later = officer.get(page).text
    assert "6 comments are published." in later
    assert "Vans block bay 0." not in later
    assert "A comment was hidden here" in later
    # At the desk it is counted anew, without the one that is hidden.
    assert "Vans block bay 0." not in officer.get(DESK).text


def test_a_withdrawn_example_leaves_a_trace(officer: Visitor, session: Session) -> None:
    comment = _example(session)
    send(officer, DESK, **_day())
    comment.state = CommentState.WITHDRAWN.value
    comment.withdrawn_at = clock.now()
    session.commit()
    page = officer.get(PUBLIC.format(_only_pack(session).id)).text
    assert "Vans block bay 0." not in page
    assert "A comment was withdrawn here" in page


def test_nobody_s_name_or_address_is_in_the_pack(officer: Visitor, session: Session) -> None:
    _example(session)
    send(officer, DESK, **_day())
    page = officer.get(PUBLIC.format(_only_pack(session).id)).text
    assert "Vans block bay 0." in page
    assert "Ada" not in page
    assert "@fenbury.example" not in page.replace("officer@fenbury.example", "")


def test_few_people_are_not_counted_in_public(officer: Visitor, session: Session) -> None:
    subject = _comments(session)[0].subject
    make_comment(subject, channel=Channel.PHONE.value)
    session.commit()
    page = officer.get(DESK).text
    assert "By phone" in page
    assert page.count(">not shown<") == 2
    assert "A number of people under 5 is not shown" in page


def test_the_same_form_twice_gives_one_pack(officer: Visitor, session: Session) -> None:
    fields = fields_of(officer, DESK) | _day()
    first, second = officer.post(DESK, data=fields), officer.post(DESK, data=fields)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location
    _only_pack(session)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"given_on-day": ""}, "The date must have a day."),
        (_day(-1), "This day is still to come."),
        (_day(4), "The newest comment in this pack is shown since"),
        (_day(25), "The members cannot have had this before."),
        ({"meeting": ""}, "Name the meeting, or say how they got it."),
        ({"meeting": HOSTILE["blanks"]}, "Name the meeting, or say how they got it."),
        ({"meeting": HOSTILE["NUL"]}, "hidden control characters"),
        ({"meeting": HOSTILE["endless"]}, "too long"),
    ],
)
def test_a_refusal_stands_at_its_field_and_gives_the_words_back(
    officer: Visitor, session: Session, changed: dict[str, str], message: str
) -> None:
    fields = fields_of(officer, DESK) | _day() | changed
    answer = officer.post(DESK, data=fields)
    assert answer.status_code == 422
    assert message in answer.text
    kept = fields_of_page(answer.text, DESK)
    for name in ("given_on-day", "given_on-month", "given_on-year"):
        assert kept[name] == fields[name]
    assert session.scalars(select(Pack)).all() == []


def test_figures_that_changed_meanwhile_are_shown_before_they_are_given(
    officer: Visitor, session: Session
) -> None:
    fields = fields_of(officer, DESK) | _day()
    make_comment(_comments(session)[0].subject, "One more.")
    session.commit()
    answer = officer.post(DESK, data=fields)
    assert answer.status_code == 409
    assert "The figures have changed since you opened this page." in answer.text
    assert "7 comments are published." in answer.text
    again = fields_of_page(answer.text, DESK)
    assert again["meeting"] == "Fourth meeting"
    assert officer.post(DESK, data=again).status_code == 303
    assert _only_pack(session).figures["comments"] == 7


def test_only_the_council_s_officers_reach_the_desk_and_everybody_a_given_pack(
    officer: Visitor, session: Session
) -> None:
    send(officer, DESK, **_day())
    pack = _only_pack(session)
    other = make_organisation("upton", name="Upton Council")
    account = make_account("o@upton.example", role=Role.OFFICER, organisation_id=other.id)
    moderator = make_account("m@upton.example", role=Role.MODERATOR)
    session.commit()
    sign_in_as(officer, account)
    assert officer.get(DESK).status_code == 404
    sign_in_as(officer, moderator)
    assert officer.get(DESK).status_code == 403
    assert officer.get(PUBLIC.format(pack.id)).status_code == 200
    assert officer.get(PUBLIC.format(pack.id + 1)).status_code == 404
    assert officer.get(f"/assemblies/other/what-the-public-said/{pack.id}/").status_code == 404


def test_a_pack_takes_the_same_queries_however_much_is_in_it(officer: Visitor, session: Session) -> None:
    comment = _example(session)
    send(officer, DESK, **_day(1))

    def cost() -> int:
        address = PUBLIC.format(session.scalars(select(Pack.id).order_by(Pack.id.desc())).first())
        with counted() as queries:
            assert officer.get(address).status_code == 200
        return len(queries)

    few = cost()
    for number in range(2, 6):
        recommendation = make_recommendation(_assembly(session), f"Benches {number}", number=number)
        other = make_comment(recommendation.subject, f"Benches {number}")
        theme = make_theme(_assembly(session), f"Theme {number}", other, comment)
        theme.examples += [ThemeExample(comment_id=other.id, position=1)]
    session.commit()
    send(officer, DESK, **_day())
    assert cost() == few <= 8


def test_a_given_pack_keeps_the_names_and_summaries_that_the_members_had(
    officer: Visitor, session: Session
) -> None:
    comment = _example(session)
    send(officer, DESK, **_day())
    address = PUBLIC.format(_only_pack(session).id)
    assert "Today this theme is called" not in officer.get(address).text
    theme = session.scalars(select(Theme)).one()
    theme.name, theme.summary = "Goods", "Lorries, too."
    comment.state = CommentState.HIDDEN.value
    session.commit()
    page = officer.get(address).text
    assert ">Loading bays</h3>" in page
    assert "Vans stand in the way." in page
    assert "Today this theme is called “Goods”." in page
    assert "Its summary has been rewritten since." in page
    assert "Lorries, too." not in page
    # What a comment says was never kept.
    assert "Vans block bay 0." not in page


def test_a_pack_from_before_names_were_kept_shows_todays_and_says_so(
    officer: Visitor, session: Session
) -> None:
    _example(session)
    figures = figures_now(_assembly(session))
    for row in figures["themes"]:
        del row["name"], row["summary"]
    given = {"given_on": clock.today().isoformat(), "meeting": "First meeting"}
    pack = Pack(assembly_id=_assembly(session).id, figures=figures, made_at=clock.now(), **given)
    session.add(pack)
    session.commit()
    page = officer.get(PUBLIC.format(pack.id)).text
    assert ">Loading bays</h3>" in page
    assert "The names and summaries of themes are today’s" in page


def _kept(officer: Visitor, session: Session) -> tuple[Pack, str]:
    """The pack, kept by its button, and its page at the desk."""
    answer = send(officer, DESK, KEEP)
    pack = _only_pack(session)
    assert (answer.status_code, answer.location) == (303, f"{DESK}{pack.id}/")
    return pack, answer.location


def test_a_pack_is_kept_printed_and_recorded_after_the_meeting(officer: Visitor, session: Session) -> None:
    comment = _example(session)
    pack, page = _kept(officer, session)
    make_comment(comment.subject, "One more, while comments are open.")
    session.commit()
    shown = officer.get(page).text
    for words in (
        "The pack is kept.",
        "6 comments are published.",
        "Vans stand in the way.",
        "Vans block bay 0.",
    ):
        assert words in shown
    desk = officer.get(DESK).text
    assert f'href="{page}">Kept on' in desk
    assert "Not given yet" in desk
    assert "7 comments are published." in desk
    public = PUBLIC.format(pack.id)
    assert officer.get(public).status_code == 404
    assert public not in officer.get("/assemblies/high-street/").text
    answer = send(officer, page, **_day())
    assert (answer.status_code, answer.location) == (303, f"{DESK}#pack-{pack.id}")
    assert "6 comments are published." in officer.get(public).text
    assert "Fourth meeting" in officer.get("/assemblies/high-street/").text
    assert "Kept on" not in officer.get(DESK).text
    assert officer.get(page).location == public


def test_a_kept_pack_does_not_bring_back_what_was_taken_down(officer: Visitor, session: Session) -> None:
    comment = _example(session)
    _, page = _kept(officer, session)
    comment.state = CommentState.HIDDEN.value
    session.commit()
    shown = officer.get(page).text
    assert "Vans block bay 0." not in shown
    assert "A comment was hidden here" in shown
    assert "6 comments are published." in shown


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"given_on-day": ""}, "The date must have a day."),
        (_day(-1), "This day is still to come."),
        (_day(1), "This pack was kept on"),
        ({"meeting": ""}, "Name the meeting, or say how they got it."),
        ({"meeting": HOSTILE["NUL"]}, "hidden control characters"),
        ({"meeting": HOSTILE["endless"]}, "too long"),
    ],
)
def test_a_refused_record_of_a_kept_pack_gives_the_words_back(
    officer: Visitor, session: Session, changed: dict[str, str], message: str
) -> None:
    _, page = _kept(officer, session)
    fields = fields_of(officer, page) | _day() | changed
    answer = officer.post(page, data=fields)
    assert answer.status_code == 422
    assert message in answer.text
    kept = fields_of_page(answer.text, page)
    for name in ("given_on-day", "given_on-month", "given_on-year"):
        assert kept[name] == fields[name]
    assert _only_pack(session).given_on is None


def test_who_records_a_kept_pack_second_is_told_and_gets_the_words_back(
    officer: Visitor, session: Session
) -> None:
    _, page = _kept(officer, session)
    late = fields_of(officer, page) | _day() | {"meeting": "Fifth meeting"}
    send(officer, page, **_day())
    answer = officer.post(page, data=late)
    assert answer.status_code == 409
    assert "This pack is recorded already: the members had it on" in answer.text
    assert "Only officers can see it." not in answer.text
    assert fields_of_page(answer.text, page)["meeting"] == "Fifth meeting"
    assert _only_pack(session).meeting == "Fourth meeting"


def test_the_same_press_twice_keeps_and_records_once(officer: Visitor, session: Session) -> None:
    keep = fields_of(officer, DESK, KEEP)
    assert officer.post(KEEP, data=keep).location == officer.post(KEEP, data=keep).location
    page = f"{DESK}{_only_pack(session).id}/"
    record = fields_of(officer, page) | _day()
    first, second = officer.post(page, data=record), officer.post(page, data=record)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.location == second.location


def test_a_kept_pack_is_thrown_away(officer: Visitor, session: Session) -> None:
    _, page = _kept(officer, session)
    away, late = f"{page}throw-away", fields_of(officer, page) | _day()
    fields = fields_of(officer, page, away)
    assert officer.post(away, data=fields).location == DESK
    assert "The pack is thrown away." in officer.get(DESK).text
    assert session.scalars(select(Pack)).all() == []
    # A colleague who presses too finds that it has happened; what one wrote about it is given back.
    assert officer.post(away, data=fields).location == DESK
    answer = officer.post(page, data=late)
    assert answer.status_code == 404
    assert "Fourth meeting" in answer.text


def test_a_given_pack_is_not_thrown_away(officer: Visitor, session: Session) -> None:
    _, page = _kept(officer, session)
    away = f"{page}throw-away"
    fields = fields_of(officer, page, away)
    send(officer, page, **_day())
    answer = officer.post(away, data=fields)
    assert answer.status_code == 409
    assert "This pack is recorded already" in answer.text
    assert _only_pack(session).given_on is not None


def test_nobody_but_the_council_s_officers_knows_of_a_kept_pack(officer: Visitor, session: Session) -> None:
    pack, page = _kept(officer, session)
    other = make_organisation("upton", name="Upton Council")
    elsewhere = make_recommendation(make_assembly("other", other, consulting=(-20, -6)))
    account = make_account("o@upton.example", role=Role.OFFICER, organisation_id=other.id)
    session.commit()
    sign_in_as(officer, account)
    assert officer.get(page).status_code == 404
    assert officer.get(f"/council/{elsewhere.assembly.slug}/pack/{pack.id}/").status_code == 404
    assert officer.post(f"/council/{elsewhere.assembly.slug}/pack/{pack.id}/").status_code == 404
    officer.get("/sign-out")
    assert officer.get(PUBLIC.format(pack.id)).status_code == 404
