"""Making assemblies, dating phases, publishing, and the consultation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Account
from app.assemblies import services
from app.assemblies.models import Assembly, PhaseKind
from app.assemblies.phases import comments_open, consulting_phase
from app.assemblies.words import AssemblyWords, PhaseSpan
from app.core import clock
from app.core.audit import AuditEntry
from app.core.errors import Refused, WrongField
from app.core.revisions import TurningMoment
from app.subjects.models import Subject
from tests.factories.accounts import make_account
from tests.factories.assemblies import add_phase, make_assembly
from tests.factories.organisations import make_organisation

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
WORDS = AssemblyWords(name="Citizens’ Assembly on the High Street", question="What should it become?")


def _on(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 6, day, hour, tzinfo=UTC)


def _span(kind: PhaseKind, opens: int, closes: int | None) -> PhaseSpan:
    return PhaseSpan(kind, _on(opens), _on(closes) if closes else None)


SPANS = [
    _span(PhaseKind.LEARNING, 2, 10),
    _span(PhaseKind.DELIBERATING, 10, 15),
    _span(PhaseKind.FINALISING, 20, None),
]


@pytest.fixture
def by(session: Session) -> Account:
    return make_account("admin@fenbury.example")


@pytest.fixture
def made(session: Session, by: Account) -> Assembly:
    with clock.at(NOW):
        return services.create_assembly(make_organisation(), WORDS, SPANS, by)


def _kinds(assembly: Assembly) -> list[str]:
    return [phase.kind for phase in assembly.phases]


def _actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def test_a_new_assembly_has_an_address_of_its_name_and_is_not_public(
    session: Session, made: Assembly
) -> None:
    assert made.slug == "citizens-assembly-on-the-high-street"
    assert not made.is_public
    assert _actions(session) == ["created", "dated phases"]
    subject = session.scalars(select(Subject)).one()
    assert (subject.path, subject.is_public) == ("/assemblies/citizens-assembly-on-the-high-street/", False)


def test_the_address_of_a_second_one_is_another(session: Session, made: Assembly, by: Account) -> None:
    second = services.create_assembly(made.organisation, WORDS, [], by)
    assert second.slug == "citizens-assembly-on-the-high-street-2"


@pytest.mark.parametrize(("name", "slug"), [("Site", "site-2"), ("氣候", "assembly"), ("😀", "assembly")])
def test_no_address_is_empty_or_taken_by_the_machine(
    session: Session, by: Account, name: str, slug: str
) -> None:
    assembly = services.create_assembly(make_organisation(), AssemblyWords(name=name), [], by)
    assert assembly.slug == slug


def test_phases_stand_in_the_order_of_the_stages(session: Session, by: Account) -> None:
    assembly = services.create_assembly(make_organisation(), WORDS, list(reversed(SPANS)), by)
    session.expire_all()
    assert _kinds(assembly) == ["learning", "deliberating", "finalising"]
    assert [phase.position for phase in assembly.phases] == [1, 2, 3]


@pytest.mark.parametrize(
    ("spans", "field"),
    [
        ([_span(PhaseKind.LEARNING, 10, 2)], "learning_closes"),
        ([_span(PhaseKind.LEARNING, 10, 10)], "learning_closes"),
        ([_span(PhaseKind.LEARNING, 2, 10), _span(PhaseKind.CONSULTING, 9, 12)], "consulting_opens"),
        ([_span(PhaseKind.CONSULTING, 2, 10), _span(PhaseKind.LEARNING, 12, 14)], "consulting_opens"),
        ([_span(PhaseKind.LEARNING, 2, None), _span(PhaseKind.CONSULTING, 1, 12)], "consulting_opens"),
        ([_span(PhaseKind.LEARNING, 2, None), _span(PhaseKind.CONSULTING, 9, 12)], "learning_closes"),
    ],
)
def test_phases_that_overlap_or_run_backwards_are_refused_at_their_field(
    session: Session, by: Account, spans: list[PhaseSpan], field: str
) -> None:
    with pytest.raises(WrongField) as refusal:
        services.create_assembly(make_organisation(), WORDS, spans, by)
    assert refusal.value.field == field
    session.rollback()
    assert session.scalars(select(Assembly)).all() == []


def test_one_phase_may_begin_as_the_other_ends(session: Session, by: Account) -> None:
    spans = [_span(PhaseKind.LEARNING, 2, 10), _span(PhaseKind.CONSULTING, 10, 12)]
    assert _kinds(services.create_assembly(make_organisation(), WORDS, spans, by)) == [
        "learning",
        "consulting",
    ]


def test_dating_phases_anew_keeps_rows_adds_some_and_drops_others(
    session: Session, made: Assembly, by: Account
) -> None:
    learning = made.phases[0].id
    new = [
        _span(PhaseKind.PREPARING, 1, 3),
        _span(PhaseKind.LEARNING, 4, 11),
        _span(PhaseKind.CLOSED, 28, None),
    ]
    services.set_phases(made, new, by)
    session.expire_all()
    assert _kinds(made) == ["preparing", "learning", "closed"]
    assert [phase.position for phase in made.phases] == [1, 2, 3]
    assert made.phases[1].id == learning
    assert made.phases[1].opens_at == _on(4)


def test_pages_change_again_at_every_edge_of_a_phase(session: Session, made: Assembly) -> None:
    moments = set(session.scalars(select(TurningMoment.happens_at).where(TurningMoment.scope == made.slug)))
    assert moments == {_on(2), _on(10), _on(15), _on(20)}


def test_publishing_shows_the_assembly_once(session: Session, made: Assembly, by: Account) -> None:
    services.publish_assembly(made, by)
    first = made.published_at
    assert made.is_public
    assert session.scalars(select(Subject.is_public)).one()
    services.publish_assembly(made, by)
    assert made.published_at == first
    assert _actions(session).count("published") == 1


@pytest.mark.parametrize(
    ("words", "spans"), [(AssemblyWords(name="No question"), SPANS), (WORDS, [])], ids=["question", "phases"]
)
def test_an_assembly_without_question_or_phases_is_not_published(
    session: Session, by: Account, words: AssemblyWords, spans: list[PhaseSpan]
) -> None:
    assembly = services.create_assembly(make_organisation(), words, spans, by)
    with pytest.raises(Refused):
        services.publish_assembly(assembly, by)
    assert assembly.published_at is None


def test_a_published_assembly_keeps_a_question(session: Session, made: Assembly, by: Account) -> None:
    services.publish_assembly(made, by)
    with pytest.raises(WrongField) as refusal:
        services.edit_assembly(made, AssemblyWords(name="Renamed"), SPANS, by)
    assert refusal.value.field == "question"


def test_editing_renames_everywhere_but_in_the_address(session: Session, made: Assembly, by: Account) -> None:
    services.edit_assembly(made, AssemblyWords(name="Renamed", question="Why?"), SPANS, by)
    assert made.slug == "citizens-assembly-on-the-high-street"
    assert session.scalars(select(Subject.title)).one() == "Renamed"


def test_a_compiled_record_is_changed_by_importing_alone(session: Session, by: Account) -> None:
    record = make_assembly("record", is_compiled=True)
    for change in (
        lambda: services.edit_assembly(record, WORDS, [], by),
        lambda: services.set_phases(record, [], by),
        lambda: services.publish_assembly(record, by),
        lambda: services.open_consultation(record, clock.now() + timedelta(days=1), by),
    ):
        with pytest.raises(Refused):
            change()


def test_opening_a_consultation_opens_comments_now_until_its_close(
    session: Session, made: Assembly, by: Account
) -> None:
    with clock.at(NOW):
        services.publish_assembly(made, by)
        services.open_consultation(made, _on(18, 17), by)
        assert comments_open(made)
        session.expire_all()
        assert _kinds(made) == ["learning", "deliberating", "consulting", "finalising"]
        assert [phase.position for phase in made.phases] == [1, 2, 3, 4]
        phase = consulting_phase(made)
        assert phase is not None
        assert (phase.opens_at, phase.closes_at) == (NOW, _on(18, 17))
    with clock.at(_on(18, 17)):
        assert not comments_open(made)
    assert _actions(session)[-1] == "opened consultation"


def test_a_consultation_that_was_planned_opens_earlier_and_keeps_its_phase(
    session: Session, by: Account
) -> None:
    assembly = make_assembly(consulting=(7, 14))
    planned = assembly.phases[0].id
    services.open_consultation(assembly, clock.now() + timedelta(days=20), by)
    assert comments_open(assembly)
    assert assembly.phases[0].id == planned


def test_a_closed_consultation_can_be_opened_again_and_keeps_its_beginning(
    session: Session, by: Account
) -> None:
    assembly = make_assembly(consulting=(-14, -7))
    began = assembly.phases[0].opens_at
    services.open_consultation(assembly, clock.now() + timedelta(days=2), by)
    assert comments_open(assembly)
    assert assembly.phases[0].opens_at == began


def test_an_open_consultation_is_not_opened_twice(session: Session, by: Account) -> None:
    assembly = make_assembly(consulting=(-7, 7))
    with pytest.raises(Refused):
        services.open_consultation(assembly, clock.now() + timedelta(days=9), by)


def test_a_consultation_never_closes_in_the_past_or_in_a_later_phase(session: Session, by: Account) -> None:
    assembly = make_assembly(consulting=(-14, -7))
    now = clock.now()
    add_phase(assembly, PhaseKind.FINALISING, now + timedelta(days=5), None)
    for closes_at in (now, now - timedelta(days=1), now + timedelta(days=6)):
        with pytest.raises(WrongField) as refusal:
            services.open_consultation(assembly, closes_at, by)
        assert refusal.value.field == "closes"
    services.open_consultation(assembly, now + timedelta(days=5), by)


def test_comments_stay_closed_once_a_later_phase_has_begun(session: Session, by: Account) -> None:
    assembly = make_assembly(consulting=(-14, -7))
    add_phase(assembly, PhaseKind.FINALISING, clock.now() - timedelta(days=1), None)
    with pytest.raises(Refused):
        services.open_consultation(assembly, clock.now() + timedelta(days=1), by)


def test_nothing_is_opened_before_the_assembly_is_published(session: Session, by: Account) -> None:
    assembly = make_assembly(published=False)
    with pytest.raises(Refused):
        services.open_consultation(assembly, clock.now() + timedelta(days=1), by)


def test_closing_closes_comments_at_once(session: Session, by: Account) -> None:
    assembly = make_assembly(consulting=(-7, 7))
    services.close_consultation(assembly, by)
    assert not comments_open(assembly)
    with pytest.raises(Refused):
        services.close_consultation(assembly, by)


def test_the_closing_can_be_moved_while_comments_are_open(session: Session, by: Account) -> None:
    assembly = make_assembly(consulting=(-7, 7))
    later = clock.now() + timedelta(days=10)
    services.move_closing(assembly, later, by)
    assert assembly.phases[0].closes_at == later
    services.close_consultation(assembly, by)
    with pytest.raises(Refused):
        services.move_closing(assembly, later, by)
