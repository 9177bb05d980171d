"""Publishing at once, at a set time, not after all; taking down with a reason; and coming back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core import clock, revisions
from app.core.errors import Refused, WrongField
from app.evidence import queries, services
from app.evidence.desk_wording import state_of
from app.evidence.events import EvidencePublished, ItemChanged, SessionChanged
from app.evidence.models import EvidenceKind
from app.evidence.queries.wordings import absences_of
from app.evidence.standing import Standing, standing_of
from app.evidence.words import ItemWords, SessionWords, as_written
from tests.conftest import NOON
from tests.factories.assemblies import make_assembly
from tests.factories.evidence import make_item, make_session, readable

pytestmark = pytest.mark.usefixtures("at_noon")

NINE = NOON + timedelta(hours=21)
ITEM = ItemWords(EvidenceKind.BRIEFING, "Bus times", "In short.", "## At length")
SESSION = SessionWords("How traffic moves")


def test_a_session_is_a_draft_until_it_is_published(
    session: Session, assembly: Assembly, by: Account, actions: Callable[[], list[str]]
) -> None:
    held = services.add_session(assembly, SESSION, by)
    assert queries.public_sessions(assembly) == []
    services.publish_session(held, by)
    assert queries.public_sessions(assembly) == [held]
    assert queries.public_session(assembly, str(held.id)) == held
    assert held.subject.is_public
    services.publish_session(held, by)
    assert actions() == ["added", "published"]


def test_an_item_is_a_draft_until_it_is_published(
    session: Session,
    assembly: Assembly,
    by: Account,
    announced: list[object],
    actions: Callable[[], list[str]],
) -> None:
    item = services.add_item(assembly, ITEM, by)
    assert readable(assembly) == []
    assert queries.drafts_waiting([assembly.id]) == {assembly.id: 1}
    services.publish_item(item, by)
    assert readable(assembly) == [item]
    assert queries.public_item(assembly, item.address) == item
    assert queries.drafts_waiting([assembly.id]) == {}
    services.publish_item(item, by)
    assert actions() == ["added", "published"]
    assert announced == [ItemChanged(item.id), EvidencePublished(item.id)]


def test_at_a_set_time_nothing_but_the_clock_is_needed(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item, held = services.add_item(assembly, ITEM, by), services.add_session(assembly, SESSION, by)
    services.publish_session(held, by, NINE)
    services.publish_item(item, by, NINE)
    revisions.bump_touched(session)
    before = revisions.current(assembly.slug)
    assert (standing_of(item), standing_of(held)) == (Standing.SET, Standing.SET)
    assert readable(assembly) == []
    assert queries.drafts_waiting([assembly.id]) == {}
    assert (item.subject.is_public, item.subject.public_from) == (False, NINE)
    with clock.at(NINE):
        assert readable(assembly) == [item]
        assert queries.public_sessions(assembly) == [held]
        assert item.subject.is_public
        assert revisions.current(assembly.slug) != before


def test_the_time_can_be_changed_and_called_off(
    session: Session,
    assembly: Assembly,
    by: Account,
    announced: list[object],
    actions: Callable[[], list[str]],
) -> None:
    item = services.add_item(assembly, ITEM, by)
    services.publish_item(item, by, NINE)
    services.publish_item(item, by, NINE + timedelta(days=1))
    assert item.published_at == NINE + timedelta(days=1)
    services.call_off(item, by)
    services.call_off(item, by)
    assert standing_of(item) is Standing.DRAFT
    assert item.subject.public_from is None
    assert announced.count(ItemChanged(item.id)) == 3
    services.publish_item(item, by)
    assert item.is_public
    assert actions()[1:] == ["set to be published", "set to be published", "called off", "published"]


def test_what_is_set_can_be_published_at_once(session: Session, assembly: Assembly, by: Account) -> None:
    held = services.add_session(assembly, SESSION, by)
    services.publish_session(held, by, NINE)
    services.publish_session(held, by)
    assert (held.published_at, held.subject.public_from) == (NOON, NOON)


@pytest.mark.parametrize("moment", [NOON, NOON - timedelta(minutes=1), datetime(1999, 1, 1, tzinfo=UTC)])
def test_a_time_that_has_passed_is_refused_at_its_field(
    session: Session, assembly: Assembly, by: Account, moment: datetime
) -> None:
    item = services.add_item(assembly, ITEM, by)
    with pytest.raises(WrongField, match="passed") as refusal:
        services.publish_item(item, by, moment)
    assert (refusal.value.field, item.published_at) == ("day", None)


def test_what_became_public_meanwhile_is_not_called_off(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item = services.add_item(assembly, ITEM, by)
    services.publish_item(item, by, NINE)
    with clock.at(NINE), pytest.raises(Refused, match="public by now"):
        services.call_off(item, by)
    assert item.published_at == NINE


def test_an_item_waits_for_its_session(session: Session, assembly: Assembly, by: Account) -> None:
    held = services.add_session(assembly, SESSION, by)
    item = services.add_item(assembly, replace(ITEM, session=held), by)
    for at in (None, NINE):
        with pytest.raises(Refused, match="How traffic moves"):
            services.publish_item(item, by, at)
    services.publish_session(held, by, NINE)
    with pytest.raises(Refused, match="How traffic moves"):
        services.publish_item(item, by, NINE - timedelta(minutes=1))
    services.publish_item(item, by, NINE)
    with clock.at(NINE):
        assert readable(assembly) == [item]


def test_a_session_is_not_put_off_past_an_item_that_waits_for_it(
    session: Session, assembly: Assembly, by: Account
) -> None:
    held = services.add_session(assembly, SESSION, by)
    services.publish_session(held, by, NINE)
    item = services.add_item(assembly, replace(ITEM, session=held), by)
    services.publish_item(item, by, NINE)
    with pytest.raises(Refused, match="Bus times"):
        services.publish_session(held, by, NINE + timedelta(minutes=1))
    with pytest.raises(Refused, match="Bus times"):
        services.call_off(held, by)
    services.publish_session(held, by, NINE - timedelta(minutes=1))
    services.call_off(item, by)
    services.call_off(held, by)
    assert held.published_at is None


def test_an_item_that_waits_is_not_moved_to_a_session_that_comes_later(
    session: Session, assembly: Assembly, by: Account
) -> None:
    held = services.add_session(assembly, SESSION, by)
    services.publish_session(held, by, NINE)
    item = services.add_item(assembly, ITEM, by)
    services.publish_item(item, by, NINE - timedelta(hours=1))
    with pytest.raises(Refused):
        services.edit_item(item, replace(ITEM, session=held), by)
    services.publish_item(item, by, NINE)
    services.edit_item(item, replace(ITEM, session=held), by)
    assert item.session == held


def test_nothing_is_published_before_the_assembly(session: Session, by: Account) -> None:
    hidden = make_assembly("hidden", published=False)
    item, held = services.add_item(hidden, ITEM, by), services.add_session(hidden, SESSION, by)
    for at in (None, NINE):
        with pytest.raises(Refused):
            services.publish_item(item, by, at)
        with pytest.raises(Refused):
            services.publish_session(held, by, at)
    assert (item.published_at, held.published_at) == (None, None)


def test_an_item_without_anything_to_read_is_not_published(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item = services.add_item(assembly, replace(ITEM, body=""), by)
    with pytest.raises(Refused, match="nothing to read"):
        services.publish_item(item, by)
    services.edit_item(item, replace(ITEM, body="", source_url="https://council.example/buses"), by)
    services.publish_item(item, by)
    assert item.is_public


def test_what_a_colleague_changed_is_not_published_unread(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item, held = services.add_item(assembly, ITEM, by), services.add_session(assembly, SESSION, by)
    seen_item, seen_session = services.state_mark(item), services.state_mark(held)
    services.edit_item(item, replace(ITEM, body="Other"), by)
    services.edit_session(held, SessionWords("Other"), by)
    with pytest.raises(Refused, match="colleague"):
        services.publish_item(item, by, seen=seen_item)
    with pytest.raises(Refused, match="colleague"):
        services.publish_session(held, by, NINE, seen_session)


def test_what_a_colleague_took_down_or_timed_meanwhile_is_not_published_unread(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item, held = services.add_item(assembly, ITEM, by), services.add_session(assembly, SESSION, by)
    seen_item, seen_session = services.state_mark(item), services.state_mark(held)
    services.publish_item(item, by, seen=seen_item)
    services.unpublish_item(item, "It held a home address.", by)
    services.publish_session(held, by, NINE, seen_session)
    with pytest.raises(Refused, match="colleague"):
        services.publish_item(item, by, seen=seen_item)
    with pytest.raises(Refused, match="colleague"):
        services.publish_session(held, by, seen=seen_session)
    assert not item.is_public
    # The same time sent twice is no other time.
    services.publish_session(held, by, NINE, seen_session)
    assert held.published_at == NINE


def test_the_desk_tells_the_first_date_and_the_last(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item = make_item(assembly, body="I have MS.")
    session.flush()
    session.refresh(item)
    first = state_of(item)
    services.unpublish_item(item, "It held a home address.", by)
    with clock.at(NOON + timedelta(days=2)):
        services.publish_item(item, by)
        assert state_of(item).startswith(f"{first}, and again on ")


def test_what_is_taken_down_leaves_a_trace_with_the_reason(
    session: Session,
    assembly: Assembly,
    by: Account,
    announced: list[object],
    actions: Callable[[], list[str]],
) -> None:
    item = make_item(assembly)
    services.unpublish_item(item, "It names a private person.", by)
    assert (item.published_at, item.unpublished_at) == (None, NOON)
    assert item.unpublished_reason == "It names a private person."
    assert standing_of(item) is Standing.TAKEN_DOWN
    assert (readable(assembly), item.subject.is_public) == ([], False)
    assert queries.drafts_waiting([assembly.id]) == {}
    assert (announced, actions()) == ([ItemChanged(item.id)], ["taken down"])


@pytest.mark.parametrize("reason", ["", " \n ", "\u2003\u200b"])
def test_nothing_is_taken_down_without_a_reason(
    session: Session, assembly: Assembly, by: Account, reason: str
) -> None:
    item, held = make_item(assembly), make_session(assembly)
    with pytest.raises(WrongField):
        services.unpublish_item(item, reason, by)
    with pytest.raises(WrongField):
        services.unpublish_session(held, reason, by)
    assert item.is_public
    assert held.is_public


def test_only_what_is_public_can_be_taken_down(session: Session, assembly: Assembly, by: Account) -> None:
    item = services.add_item(assembly, ITEM, by)
    with pytest.raises(Refused, match="not public"):
        services.unpublish_item(item, "A mistake.", by)
    services.publish_item(item, by, NINE)
    with pytest.raises(Refused, match="not public"):
        services.unpublish_item(item, "A mistake.", by)


def test_a_session_that_is_taken_down_leaves_its_public_items_and_calls_off_those_that_wait(
    session: Session, assembly: Assembly, by: Account, announced: list[object]
) -> None:
    held = make_session(assembly)
    public, waits = (
        make_item(assembly, session=held),
        make_item(assembly, "Later", published=False, session=held),
    )
    waits.body = "Text."
    services.publish_item(waits, by, NINE)
    announced.clear()
    assert services.unpublish_session(held, "The wrong day.", by) == [waits]
    assert (standing_of(held), standing_of(public), standing_of(waits)) == (
        Standing.TAKEN_DOWN,
        Standing.PUBLIC,
        Standing.DRAFT,
    )
    assert announced == [SessionChanged(held.id), ItemChanged(waits.id)]


def test_what_was_taken_down_can_come_back_at_once_and_its_trace_goes(
    session: Session, assembly: Assembly, by: Account
) -> None:
    item = make_item(assembly, body="Text.")
    services.unpublish_item(item, "A mistake.", by)
    services.publish_item(item, by)
    assert item.is_public
    assert (item.unpublished_at, item.unpublished_reason) == (None, None)


def test_what_comes_back_at_a_set_time_leaves_its_trace_until_then(
    session: Session, assembly: Assembly, by: Account
) -> None:
    held = make_session(assembly)
    services.unpublish_session(held, "The wrong day.", by)
    services.publish_session(held, by, NINE)
    assert standing_of(held) is Standing.SET
    assert held.unpublished_reason == "The wrong day."
    services.call_off(held, by)
    assert standing_of(held) is Standing.TAKEN_DOWN
    services.publish_session(held, by, NINE)
    with clock.at(NINE):
        assert standing_of(held) is Standing.PUBLIC
        assert queries.public_sessions(assembly) == [held]


def test_an_absence_is_kept_and_the_first_date_stays(
    session: Session, assembly: Assembly, by: Account, announced: list[object]
) -> None:
    for thing in (make_item(assembly, body="Text."), make_session(assembly)):
        first = thing.published_at
        services.unpublish(thing, "A mistake.", by, shows_title=True)
        (absence,) = absences_of(thing.subject_id)
        assert (absence.public_from, absence.taken_down_at, absence.back_at) == (first, NOON, None)
        assert (absence.reason, absence.shows_title, absence.taken_down_by_id) == ("A mistake.", True, by.id)
        assert (thing.first_public_at, thing.title_may_stand) == (first, True)
        with clock.at(NINE):
            services.publish(thing, by)
        assert absence.back_at == NINE
        assert (thing.published_at, thing.first_public_at) == (NINE, first)
        with clock.at(NINE + timedelta(days=1)):
            services.unpublish(thing, "Another mistake.", by)
        later, earlier = absences_of(thing.subject_id)
        assert (earlier, later.public_from, later.back_at) == (absence, NINE, None)
        assert (thing.first_public_at, thing.title_may_stand) == (first, False)
    assert not any(isinstance(each, EvidencePublished) for each in announced)


def test_the_moment_of_coming_back_can_change_and_be_called_off(
    session: Session, assembly: Assembly, by: Account, announced: list[object]
) -> None:
    item = make_item(assembly, body="Text.")
    services.unpublish_item(item, "A mistake.", by)
    (absence,) = absences_of(item.subject_id)
    services.publish_item(item, by, NINE)
    assert absence.back_at == NINE
    services.publish_item(item, by, NINE + timedelta(hours=1))
    assert absence.back_at == NINE + timedelta(hours=1)
    services.call_off(item, by)
    assert absences_of(item.subject_id)[0].back_at is None
    services.publish_item(item, by, NINE)
    assert not any(isinstance(each, EvidencePublished) for each in announced)


def test_a_session_and_its_item_that_went_down_come_back_with_their_dates(
    session: Session, assembly: Assembly, by: Account
) -> None:
    held = make_session(assembly)
    item = make_item(assembly, session=held, body="Text.")
    dates = (held.published_at, item.published_at)
    services.unpublish_item(item, "A mistake.", by)
    services.unpublish_session(held, "A mistake.", by)
    services.publish_session(held, by, NINE)
    services.publish_item(item, by, NINE)
    services.call_off(item, by)
    assert [each.back_at for each in (*absences_of(held.subject_id), *absences_of(item.subject_id))] == [
        NINE,
        None,
    ]
    services.publish_item(item, by, NINE)
    with clock.at(NINE):
        assert readable(assembly) == [item]
        assert (held.first_public_at, item.first_public_at) == dates


def test_what_was_never_public_has_no_absence(session: Session, assembly: Assembly, by: Account) -> None:
    item = services.add_item(assembly, ITEM, by)
    services.publish_item(item, by, NINE)
    services.call_off(item, by)
    services.publish_item(item, by)
    assert absences_of(item.subject_id) == []
    assert item.first_public_at == NOON


def test_a_change_to_what_is_set_to_be_published_is_announced(
    session: Session, assembly: Assembly, by: Account, announced: list[object]
) -> None:
    item = services.add_item(assembly, ITEM, by)
    services.publish_item(item, by, NINE)
    announced.clear()
    services.edit_item(item, replace(as_written(item), title="Renamed"), by)
    assert announced == [ItemChanged(item.id)]
    assert item.subject.public_from == NINE


def test_a_compiled_record_is_published_by_importing_alone(session: Session, by: Account) -> None:
    record = make_assembly("record", is_compiled=True)
    item, held = make_item(record), make_session(record)
    with pytest.raises(Refused):
        services.unpublish_item(item, "A mistake.", by)
    with pytest.raises(Refused):
        services.unpublish_session(held, "A mistake.", by)
    with pytest.raises(Refused):
        services.publish_item(make_item(record, published=False), by)
    with pytest.raises(Refused):
        services.call_off(item, by)
