"""What the page of one recommendation shows, put together from what the features read.

The page may take eighteen queries, however many comments there are; a test counts them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from app.assemblies.models import Assembly
from app.assemblies.pauses import Paused, pause_end_words
from app.assemblies.phases import consulting_phase, opens_for_residents
from app.comments.closed import closed_since, paused_for, takes_comments
from app.comments.models import Comment
from app.comments.queries import Sort, SubjectCounts, counts_and_people, first_threads
from app.comments.quotes import LONGEST_QUOTE
from app.core import clock, dates
from app.core.pagination import Slice
from app.dispositions.queries.decided import Decided, decided_on
from app.dispositions.queries.finishing import Standing, standing_on
from app.pages.became import became_of
from app.pages.beside import said_beside
from app.pages.chain import chain
from app.pages.cited import evidence_words, in_short, paragraphs_gone, shown_citations
from app.pages.standing import standing_words, with_clauses_taken_out
from app.pages.threads import shown
from app.pages.votes import corrected_words, votes_beside
from app.pages.wording import name_of
from app.recommendations.models import Citation, Version, VersionStage
from app.recommendations.queries import PublicRecommendation
from app.recommendations.queries.citations import replaced_wordings
from app.recommendations.wording import text_heading, voted_before
from app.responses.queries.answers import Answer, Answers, answers_of
from app.responses.wording.answers import response_words
from app.responses.wording.history import history_words
from app.responses.wording.progress import commitments_summary, update_words

# How many threads the page shows before it leads to all of them.
FIRST_THREADS = 10
# Below this, saying how many people wrote would tell who they are.
SMALLEST_FIGURE = 5

Words = dict[str, Any]


@dataclass(frozen=True)
class AnswerWords:
    """What the council said and does about one recommendation, as finished words."""

    current: Words | None
    history: Sequence[Words]
    former: Sequence[tuple[int, Words]]
    as_a_whole: Sequence[Words]
    commitments: Sequence[Words]
    commitments_summary: str
    updates: Sequence[Words]
    # Whether members or followers can say a word on it.
    asks_members: bool

    @property
    def is_empty(self) -> bool:
        return not (self.current or self.former or self.as_a_whole or self.commitments or self.updates)


@dataclass(frozen=True)
class RecommendationPage:
    """Everything the template needs; each field is read once."""

    assembly: Assembly
    chosen: PublicRecommendation
    # What stands above the text.
    heading: str
    # Which text the members voted on, where it was corrected since.
    voted_before: str
    is_open: bool
    closed_text: str
    # What a pause says that closes comments just now.
    paused: Paused | None
    # Whether comments are closed for good, so that none is to come.
    is_over: bool
    counts: SubjectCounts
    people: int | None
    threads: Slice[Comment]
    comments: Sequence[Words]
    clauses: Sequence[Words]
    steps: Sequence[Words]
    votes: Sequence[Words]
    corrected_votes: Sequence[Words]
    kicker: str
    closes_at: datetime | None
    population: str
    citations: Sequence[Words]
    answer: AnswerWords
    # How many comments have an answer; none for a compiled record.
    standing: Standing | None
    # How many characters of a paragraph one comment may quote.
    longest_quote: int = LONGEST_QUOTE


def recommendation_page(assembly: Assembly, chosen: PublicRecommendation, sort: Sort) -> RecommendationPage:
    """Read and arrange the page of one public recommendation, its threads in the order asked for."""
    recommendation = chosen.recommendation
    subject_id = recommendation.subject_id
    is_open = takes_comments(assembly, chosen.version)
    counts, people = SubjectCounts(), 0
    some: Slice[Comment] = Slice([], None, 0)
    if not assembly.is_compiled:
        counts, people = counts_and_people(subject_id)
        some = first_threads(subject_id, sort, FIRST_THREADS)
    answers = answers_of(assembly, recommendation)
    decided = decided_on(_everyone(some.items), recommendation.id)
    phase = consulting_phase(assembly)
    citations = shown_citations(recommendation)
    replaced, gone = replaced_wordings(citations), paragraphs_gone(citations, chosen.version)
    return RecommendationPage(
        assembly=assembly,
        chosen=chosen,
        heading=text_heading(chosen.version, recommendation.votes),
        voted_before=voted_before(chosen.version, recommendation.votes),
        is_open=is_open,
        closed_text=closed_words(assembly, chosen),
        paused=paused_for(assembly, chosen.version),
        is_over=is_over(assembly, chosen),
        counts=counts,
        people=people if people >= SMALLEST_FIGURE else None,
        threads=some,
        comments=_shown(some.items, decided, recommendation.path, is_open, chosen.version, is_whole=False),
        clauses=with_clauses_taken_out(
            _clauses(chosen, counts, is_open, citations), counts, chosen.version, recommendation
        ),
        steps=chain(
            assembly,
            chosen,
            counts.overall.total,
            is_open,
            closed_words(assembly, chosen),
            answers.to(recommendation),
            decided.paragraphs_changed,
        ),
        votes=votes_beside(recommendation, chosen.version),
        corrected_votes=corrected_words(recommendation, chosen.version),
        kicker=kicker(chosen),
        closes_at=phase.closes_at if phase is not None else None,
        population=population_words(assembly),
        citations=[evidence_words(citation, replaced.get(citation.id), gone) for citation in citations],
        answer=_answer_words(assembly, answers, answers.to(recommendation)),
        standing=None if assembly.is_compiled else standing_on(recommendation),
    )


def _answer_words(assembly: Assembly, answers: Answers, answer: Answer) -> AnswerWords:
    said = said_beside(assembly, [answer])
    return AnswerWords(
        current=said.current(answer),
        history=history_words(answer),
        former=[(response.id, said.former(response)) for response in answer.former],
        as_a_whole=[response_words(response) for response in answers.as_a_whole],
        commitments=said.commitments(answer),
        commitments_summary=commitments_summary(answer),
        updates=[update_words(update) for update in (*answer.updates, *answers.updates_on_the_whole)],
        asks_members=said.is_asked,
    )


def shown_threads(
    comments: Sequence[Comment], page: str, is_open: bool, version: Version | None = None
) -> list[Words]:
    """Threads as the comment component wants them, with the decisions behind hidden ones and what became of all.

    `version` is the text that readers see now: comments on former ones say where they stand in it.
    """
    return _shown(comments, decided_on(_everyone(comments)), page, is_open, version, is_whole=True)


def _everyone(comments: Sequence[Comment]) -> list[int]:
    return [each.id for comment in comments for each in (comment, *comment.replies)]


def _shown(
    comments: Sequence[Comment],
    decided: Decided,
    page: str,
    is_open: bool,
    version: Version | None,
    is_whole: bool,
) -> list[Words]:
    became = became_of(decided.dispositions, decided.of_parent)
    standing = standing_words(comments, version, page)
    return [
        shown(comment, decided.hidden_by, page, is_open, became, standing, is_whole) for comment in comments
    ]


def kicker(chosen: PublicRecommendation) -> str:
    """Which item and which text of it this is: "Recommendation 4, draft 2"."""
    name, version = name_of(chosen.recommendation), chosen.version
    if version.is_paraphrase:
        return str(gettext("%(name)s, in other words", name=name))
    if version.stage == VersionStage.FINAL:
        return str(gettext("%(name)s, final text", name=name))
    return str(gettext("%(name)s, draft %(number)d", name=name, number=version.number))


def population_words(assembly: Assembly) -> str:
    """How many people live where the assembly was held, beside which the number of comments is small."""
    population = assembly.organisation.population
    if not population:
        return ""
    return str(gettext("About %(number)s people live in the area.", number=f"{population:,}"))


def is_over(assembly: Assembly, chosen: PublicRecommendation) -> bool:
    """Whether comments have closed: then "no comments yet" would promise some."""
    return closed_since(assembly, chosen.final_since) is not None


def closed_words(assembly: Assembly, chosen: PublicRecommendation) -> str:
    """What stands in the place of "comment" once comments are closed, or before they open."""
    closed_at = closed_since(assembly, chosen.final_since)
    if closed_at is not None:
        return str(gettext("Comments closed %(when)s", when=dates.moment(closed_at)))
    if paused_for(assembly, chosen.version) is not None:
        return str(gettext("Comments are paused until %(when)s", when=pause_end_words(assembly)))
    phase = consulting_phase(assembly) if chosen.final_since is None else None
    opens_at = opens_for_residents(assembly, phase) if phase is not None else None
    if opens_at is not None and opens_at > clock.now():
        return str(gettext("Comments open %(when)s", when=dates.moment(opens_at)))
    return str(gettext("Comments are closed"))


def _clauses(
    chosen: PublicRecommendation, counts: SubjectCounts, is_open: bool, citations: Sequence[Citation]
) -> list[Words]:
    page = chosen.recommendation.path
    evidence: dict[str | None, list[Words]] = defaultdict(list)
    for citation in citations:
        evidence[citation.clause_key].append(in_short(citation))
    rows = []
    for clause in chosen.version.clauses:
        of_clause = counts.clause(clause.key)
        rows.append(
            {
                "key": clause.key,
                "id": f"clause-{clause.key}",
                "number": clause.key.upper(),
                "text": clause.text,
                "evidence": evidence[clause.key],
                "comments_count": of_clause.total,
                "stances": of_clause.as_dict(),
                "comments_url": f"{page}comments/?clause={clause.key}",
                "comment_url": f"{page}comment?clause={clause.key}" if is_open else "",
            }
        )
    return rows
