"""Reading answers, commitments and progress. Pages of many recommendations take the same few queries as of one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, distinct, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from app.accounts.models import Account
from app.assemblies.models import Assembly
from app.core.db import NOW, db
from app.core.pagination import Slice, dated_before, dated_key, decode, encode
from app.recommendations.models import Recommendation, Version, VersionStage
from app.recommendations.queries import ListedRecommendation, listed_recommendations
from app.responses.models import Commitment, ProgressTarget, ProgressUpdate, Response, ResponseTarget
from app.responses.standing import CommitmentState, Delivery, delivery_of, in_order, is_decided, state_of


@dataclass(frozen=True)
class Answer:
    """What a council has said about one recommendation by name."""

    # The answer that counts now. Answers to all recommendations as a whole are not here.
    response: Response | None
    # What it answered before, and wordings since corrected, the newest first.
    former: tuple[Response, ...]
    commitments: tuple[CommitmentState, ...]
    # Compiled records hang their updates on the recommendation itself; oldest first.
    updates: tuple[ProgressUpdate, ...]

    @property
    def delivery(self) -> Delivery | None:
        return delivery_of(self.commitments, self.updates)


@dataclass(frozen=True)
class Answers:
    """What a council has said about the recommendations of one assembly."""

    # Answers and updates on all recommendations as a whole, oldest first: shown apart, never as one's own answer.
    as_a_whole: tuple[Response, ...]
    updates_on_the_whole: tuple[ProgressUpdate, ...]
    by_recommendation: Mapping[int, Answer]

    def to(self, recommendation: Recommendation) -> Answer:
        """The answer to one recommendation, empty where there is none."""
        return self.by_recommendation.get(recommendation.id, _NOTHING)


@dataclass(frozen=True)
class Progress:
    """How the delivery of one recommendation goes, apart from the answer."""

    commitments: tuple[CommitmentState, ...]
    updates: tuple[ProgressUpdate, ...]

    @property
    def delivery(self) -> Delivery | None:
        return delivery_of(self.commitments, self.updates)


_NOTHING = Answer(None, (), (), ())


def _is_public() -> ColumnElement[bool]:
    return Response.published_at <= NOW


def _is_superseded() -> ColumnElement[bool]:
    """A correction of it is public."""
    later = aliased(Response)
    return select(later.id).where(later.follows_id == Response.id, later.published_at <= NOW).exists()


def _superseded(responses: Sequence[Response]) -> set[int | None]:
    return {response.follows_id for response in responses}


def answers_of(assembly: Assembly, recommendation: Recommendation | None = None) -> Answers:
    """All that a council has said in public about an assembly's recommendations, or about one of them.

    Two queries, and one more for a compiled assembly, whose updates hang on recommendations. A vanished answer of a
    record stays readable among the former ones.
    """
    named, whole = _public_responses(assembly, recommendation)
    commitments = _commitments(assembly, recommendation)
    updates, on_the_whole = _compiled_updates(assembly, recommendation)
    return Answers(
        as_a_whole=tuple(_standing_only(whole)),
        updates_on_the_whole=tuple(on_the_whole),
        by_recommendation={
            key: _answer(named[key], commitments[key], updates[key])
            for key in {*named, *commitments, *updates}
        },
    )


def current_answers(
    assembly: Assembly, recommendation: Recommendation | None = None
) -> Mapping[int, Response]:
    """The answer that counts now, by the recommendation that it names: of all, or of one of them; one query.

    For pages that say what the answer is and nothing of what the council does about it.
    """
    named, _ = _public_responses(assembly, recommendation)
    answers = {key: _answer(responses, (), ()).response for key, responses in named.items()}
    return {key: response for key, response in answers.items() if response is not None}


def _standing_only(responses: Sequence[Response]) -> list[Response]:
    superseded = _superseded(responses)
    return [each for each in in_order(responses) if each.id not in superseded]


def _answer(
    responses: Sequence[Response], commitments: Sequence[Commitment], updates: Sequence[ProgressUpdate]
) -> Answer:
    superseded = _superseded(responses)
    standing = [each for each in in_order(responses) if not each.vanished_at and each.id not in superseded]
    current = standing[-1] if standing else None
    former = tuple(each for each in reversed(in_order(responses)) if each is not current)
    return Answer(current, former, tuple(map(state_of, commitments)), tuple(updates))


@cache
def _public_in_assembly() -> Select[Response, int]:
    return (
        select(Response, ResponseTarget.recommendation_id)
        .outerjoin(ResponseTarget, ResponseTarget.response_id == Response.id)
        .where(Response.assembly_id == bindparam("assembly_id"), _is_public())
        .order_by(Response.id)
    )


@cache
def _public_on_one() -> Select[Response, int]:
    names_it = ResponseTarget.recommendation_id == bindparam("recommendation_id")
    return _public_in_assembly().where(Response.covers_all | names_it)


def _public_responses(
    assembly: Assembly, recommendation: Recommendation | None
) -> tuple[dict[int, list[Response]], list[Response]]:
    """Public answers by the recommendation that they name, and those to all as a whole; one query."""
    named: dict[int, list[Response]] = defaultdict(list)
    whole: list[Response] = []
    query = _public_in_assembly() if recommendation is None else _public_on_one()
    for response, recommendation_id in db.session.execute(query, _which(assembly, recommendation)):
        if response.covers_all:
            whole.append(response)
        else:
            named[recommendation_id].append(response)
    return named, whole


@cache
def _answered() -> Select[int]:
    names_it = exists().where(
        ResponseTarget.response_id == Response.id, ResponseTarget.recommendation_id == Recommendation.id
    )
    return (
        select(Response.id)
        .join(Recommendation, Recommendation.assembly_id == Response.assembly_id)
        .where(Recommendation.subject_id == bindparam("subject_id"), _is_public())
        .where(Response.vanished_at.is_(None), or_(Response.covers_all, names_it))
        .limit(1)
    )


def is_answered(subject_id: int) -> bool:
    """Whether the council has answered in public the recommendation that owns a subject, by name or with all others.

    False where another noun owns it. One query.
    """
    return db.session.scalar(_answered(), {"subject_id": subject_id}) is not None


def _which(assembly: Assembly, recommendation: Recommendation | None) -> dict[str, int]:
    one = {} if recommendation is None else {"recommendation_id": recommendation.id}
    return {"assembly_id": assembly.id, **one}


@cache
def _made_in_assembly() -> Select[Commitment]:
    return (
        select(Commitment)
        .join(Recommendation, Recommendation.id == Commitment.recommendation_id)
        .where(Recommendation.assembly_id == bindparam("assembly_id"))
        .options(joinedload(Commitment.updates))
        .order_by(Commitment.position, Commitment.id)
    )


@cache
def _made_on_one() -> Select[Commitment]:
    return _made_in_assembly().where(Recommendation.id == bindparam("recommendation_id"))


def _commitments(assembly: Assembly, recommendation: Recommendation | None) -> dict[int, list[Commitment]]:
    """Commitments by recommendation, each with its updates; one query."""
    by_recommendation: dict[int, list[Commitment]] = defaultdict(list)
    query = _made_in_assembly() if recommendation is None else _made_on_one()
    for commitment in db.session.scalars(query, _which(assembly, recommendation)).unique():
        by_recommendation[commitment.recommendation_id].append(commitment)
    return by_recommendation


def _compiled_updates(
    assembly: Assembly, recommendation: Recommendation | None
) -> tuple[dict[int, list[ProgressUpdate]], list[ProgressUpdate]]:
    """A record's updates by recommendation, and those on all as a whole; one query, none for our own assemblies."""
    named: dict[int, list[ProgressUpdate]] = defaultdict(list)
    whole: list[ProgressUpdate] = []
    if not assembly.is_compiled:
        return named, whole
    query = (
        select(ProgressUpdate, ProgressTarget.recommendation_id)
        .outerjoin(ProgressTarget, ProgressTarget.update_id == ProgressUpdate.id)
        .where(
            ProgressUpdate.assembly_id == assembly.id,
            ProgressUpdate.commitment_id.is_(None),
            ProgressUpdate.vanished_at.is_(None),
        )
        .order_by(ProgressUpdate.reported_on.nulls_first(), ProgressUpdate.id)
    )
    if recommendation is not None:
        query = query.where(
            ProgressUpdate.covers_all | (ProgressTarget.recommendation_id == recommendation.id)
        )
    for update, recommendation_id in db.session.execute(query):
        if update.covers_all:
            whole.append(update)
        else:
            named[recommendation_id].append(update)
    return named, whole


_ON_SOME = (
    select(Commitment)
    .where(Commitment.recommendation_id.in_(bindparam("ids", expanding=True)))
    .options(joinedload(Commitment.updates))
    .order_by(Commitment.position, Commitment.id)
)
_UPDATES_ON_SOME = (
    select(ProgressUpdate, ProgressTarget.recommendation_id)
    .join(ProgressTarget, ProgressTarget.update_id == ProgressUpdate.id)
    .where(
        ProgressTarget.recommendation_id.in_(bindparam("ids", expanding=True)),
        ProgressUpdate.vanished_at.is_(None),
    )
    .order_by(ProgressUpdate.reported_on.nulls_first(), ProgressUpdate.id)
)


def progress_on(recommendation_ids: Sequence[int]) -> Mapping[int, Progress]:
    """How delivery goes for some recommendations of any assemblies; two queries. Silence has no entry."""
    which = {"ids": list(recommendation_ids)}
    commitments: dict[int, list[CommitmentState]] = defaultdict(list)
    for commitment in db.session.scalars(_ON_SOME, which).unique():
        commitments[commitment.recommendation_id].append(state_of(commitment))
    updates: dict[int, list[ProgressUpdate]] = defaultdict(list)
    for update, recommendation_id in db.session.execute(_UPDATES_ON_SOME, which):
        updates[recommendation_id].append(update)
    return {key: Progress(tuple(commitments[key]), tuple(updates[key])) for key in {*commitments, *updates}}


@cache
def _standing_everywhere() -> ColumnElement[bool]:
    """What makes an answer one that counts now and that everybody may see, in any assembly."""
    return and_(
        _is_public(),
        Assembly.published_at <= NOW,
        Response.vanished_at.is_(None),
        ~_is_superseded(),
    )


def _page_of_answers(chosen: Select[int]) -> Select[Response]:
    """The page is chosen first, over an index, and only then joined with what it shows."""
    order = (Response.decided_on.desc().nulls_last(), Response.id.desc())
    page = chosen.order_by(*order).limit(bindparam("most", type_=Integer)).subquery()
    return (
        select(Response)
        .join(page, page.c.id == Response.id)
        .join(Response.assembly)
        .outerjoin(ResponseTarget, ResponseTarget.response_id == Response.id)
        .outerjoin(Recommendation, Recommendation.id == ResponseTarget.recommendation_id)
        .options(
            contains_eager(Response.assembly),
            contains_eager(Response.recommendations).joinedload(Recommendation.subject),
        )
        .order_by(*order, Recommendation.position)
    )


def _standing() -> Select[int]:
    return select(Response.id).join(Response.assembly).where(_standing_everywhere())


@cache
def _first_page_of_answers() -> Select[Response]:
    return _page_of_answers(_standing())


def _latest(size: int, after: str | None) -> tuple[list[Response], str | None]:
    """One page of the answers across public assemblies and the cursor of the next; one query."""
    place = decode(after, 2)
    query = _first_page_of_answers()
    if place is not None:
        before = dated_before(Response.decided_on, Response.id, place)
        query = _page_of_answers(_standing().where(before))
    rows = list(db.session.scalars(query, {"most": size + 1}).unique())
    last = rows[size - 1] if len(rows) > size else None
    return rows[:size], encode(dated_key(last.decided_on, last.id)) if last else None


def latest_public_responses(limit: int) -> Sequence[Response]:
    """The last answers across public assemblies with assembly and recommendations, by the date of the decision."""
    return _latest(limit, None)[0]


def public_responses(after: str | None = None, size: int = 20) -> Slice[Response]:
    """A page of them: the last decided first, those without a date last; two queries."""
    total = select(func.count(Response.id)).join(Response.assembly).where(_standing_everywhere())
    rows, cursor = _latest(size, after)
    return Slice(rows, cursor, db.session.scalar(total) or 0)


# ---- The officers' desk ----


@dataclass(frozen=True)
class DeskAnswer:
    """A recommendation at the desk: the text that counts, what is said in public, and what is being written."""

    listed: ListedRecommendation
    answer: Answer
    draft: Response | None

    @property
    def is_open(self) -> bool:
        """Whether a new answer may be begun."""
        return self.draft is None and not is_decided(self.answer.response)


def _with_people(query: Select[Response]) -> Select[Response]:
    # Their names are wanted, not their roles, which an account reads with itself otherwise.
    people = (Response.drafted_by, Response.edited_by, Response.published_by)
    return query.options(
        selectinload(Response.recommendations).joinedload(Recommendation.subject),
        *(joinedload(person).lazyload(Account.memberships) for person in people),
    )


def drafts_of(assembly: Assembly) -> Sequence[Response]:
    """The answers that nobody but the officers sees yet, with who wrote them, the oldest first; two queries."""
    query = select(Response).where(Response.assembly_id == assembly.id, Response.published_at.is_(None))
    return db.session.scalars(_with_people(query).order_by(Response.drafted_at, Response.id)).all()


def answers_at_desk(assembly: Assembly) -> list[DeskAnswer]:
    """Every published recommendation with its answer and the draft of one, in the report's order; six queries."""
    answers = answers_of(assembly)
    drafts = {target.id: draft for draft in drafts_of(assembly) for target in draft.recommendations}
    return [
        DeskAnswer(listed, answers.to(listed.recommendation), drafts.get(listed.recommendation.id))
        for listed in listed_recommendations([assembly.id])
    ]


def response_at_desk(assembly: Assembly, response_id: int) -> Response | None:
    """One answer of an assembly, published or not, with its recommendations and who wrote it; two queries."""
    query = select(Response).where(Response.assembly_id == assembly.id, Response.id == response_id)
    return db.session.scalar(_with_people(query))


def commitment_at_desk(assembly: Assembly, commitment_id: int) -> CommitmentState | None:
    """One commitment of an assembly with its updates and how it is going, or None."""
    commitment = db.session.scalars(
        select(Commitment)
        .join(Commitment.recommendation)
        .where(Recommendation.assembly_id == assembly.id, Commitment.id == commitment_id)
        .options(
            contains_eager(Commitment.recommendation).joinedload(Recommendation.subject),
            selectinload(Commitment.updates),
        )
    ).one_or_none()
    return state_of(commitment) if commitment else None


def draft_answering(recommendation: Recommendation) -> Response | None:
    """The answer to a recommendation that is being written, new or as a correction, or None."""
    return db.session.scalar(
        select(Response)
        .join(ResponseTarget, ResponseTarget.response_id == Response.id)
        .where(ResponseTarget.recommendation_id == recommendation.id, Response.published_at.is_(None))
    )


def correction_of(response: Response) -> Response | None:
    """The answer that corrects this one, published or being written, or None."""
    return db.session.scalar(select(Response).where(Response.follows_id == response.id))


def answers_to_publish(assembly_ids: Sequence[int]) -> Mapping[int, int]:
    """Answers that are drafted and wait for a second officer, by assembly. Assemblies without one are left out."""
    query = (
        select(Response.assembly_id, func.count())
        .where(Response.assembly_id.in_(assembly_ids), Response.published_at.is_(None))
        .group_by(Response.assembly_id)
    )
    return dict(db.session.execute(query).all())


def unanswered_recommendations(assembly_ids: Sequence[int]) -> Mapping[int, int]:
    """Recommendations whose final text is published and that no published answer covers, by assembly."""
    answered = exists().where(
        Response.assembly_id == Recommendation.assembly_id,
        Response.published_at <= NOW,
        or_(
            Response.covers_all,
            # Of itself it would take any recommendation for the one two queries further out.
            exists()
            .where(
                ResponseTarget.response_id == Response.id,
                ResponseTarget.recommendation_id == Recommendation.id,
            )
            .correlate(Response, Recommendation),
        ),
    )
    query = (
        select(Recommendation.assembly_id, func.count(distinct(Recommendation.id)))
        .join(Version.recommendation)
        .where(
            Recommendation.assembly_id.in_(assembly_ids),
            Version.stage == VersionStage.FINAL.value,
            Version.published_at <= NOW,
            ~answered,
        )
        .group_by(Recommendation.assembly_id)
    )
    return dict(db.session.execute(query).all())
