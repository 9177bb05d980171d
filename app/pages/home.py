"""The home page: what is open for comment now, what people discuss, what councils answered lately.

At most nine queries, however many assemblies, comments and answers there are; a test counts them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext

from app.assemblies.models import Assembly, PhaseKind
from app.assemblies.pauses import Paused, comments_paused_words
from app.assemblies.phases import consulting_phase, is_paused
from app.assemblies.queries import assemblies_in_consultation, count_councils
from app.comments.queries import SubjectCounts, counts_of
from app.core import clock, dates
from app.pages.latest import answer_words
from app.pages.recommendation_lists import drafts_among
from app.pages.wording import days_of
from app.recommendations.queries import ListedRecommendation, listed_recommendations
from app.responses.queries.commitments import progress_on
from app.responses.queries.latest import latest_public_responses

# The first is on the board, the others below; the list of assemblies has them all.
MOST_OPEN = 8
MOST_DISCUSSED = 3
LATEST_ANSWERS = 4

Words = dict[str, Any]


@dataclass(frozen=True)
class OpenAssembly:
    """An assembly whose drafts are open for comment now, with the figures of its sheet on the board."""

    assembly: Assembly
    drafts: int
    comments: int
    closes_at: datetime | None
    final_vote_days: str

    @property
    def days_left(self) -> int:
        return dates.days_between(clock.now(), self.closes_at) if self.closes_at else 0


@dataclass(frozen=True)
class PausedAssembly:
    """An assembly whose drafts would be open for comment now, were it not for a pause."""

    assembly: Assembly
    words: Paused


@dataclass(frozen=True)
class HomePage:
    """Everything the template needs."""

    open: Sequence[OpenAssembly]
    paused: Sequence[PausedAssembly]
    discussed: Sequence[Words]
    answers: Sequence[Words]
    councils: int


def home_page() -> HomePage:
    """Read and arrange the home page."""
    due = assemblies_in_consultation(MOST_OPEN)
    assemblies = [assembly for assembly in due if not is_paused(assembly)]
    drafts = drafts_among(listed_recommendations([each.id for each in assemblies]) if assemblies else [])
    counts = counts_of(each.recommendation.subject_id for each in drafts) if drafts else {}
    return HomePage(
        open=[_open(assembly, drafts, counts) for assembly in assemblies],
        paused=[
            PausedAssembly(assembly, comments_paused_words(assembly))
            for assembly in due
            if is_paused(assembly)
        ],
        discussed=_discussed(drafts, counts, several=len(assemblies) > 1),
        answers=_answers(),
        councils=count_councils(),
    )


def _open(
    assembly: Assembly, drafts: Sequence[ListedRecommendation], counts: Mapping[int, SubjectCounts]
) -> OpenAssembly:
    own = [each.recommendation for each in drafts if each.recommendation.assembly_id == assembly.id]
    phase = consulting_phase(assembly)
    finalising = next((each for each in assembly.phases if each.kind == PhaseKind.FINALISING), None)
    return OpenAssembly(
        assembly=assembly,
        drafts=len(own),
        comments=sum(counts[recommendation.subject_id].overall.total for recommendation in own),
        closes_at=phase.closes_at if phase else None,
        final_vote_days=days_of(finalising),
    )


def _discussed(
    drafts: Sequence[ListedRecommendation], counts: Mapping[int, SubjectCounts], several: bool
) -> list[Words]:
    """The drafts with the most comments; with the assembly's name where several assemblies are open."""
    by_comments = sorted(
        (each for each in drafts if counts[each.recommendation.subject_id].overall.total),
        key=lambda each: -counts[each.recommendation.subject_id].overall.total,
    )
    rows = []
    for each in by_comments[:MOST_DISCUSSED]:
        overall = counts[each.recommendation.subject_id].overall
        title = gettext("%(number)s. %(title)s", number=each.recommendation.label, title=each.version.title)
        if several:
            title = f"{each.recommendation.assembly.name}: {title}"
        rows.append(
            {
                "title": title,
                "url": each.recommendation.path,
                "comments": overall.total,
                "stances": overall.as_dict(),
            }
        )
    return rows


def _answers() -> list[Words]:
    responses = latest_public_responses(LATEST_ANSWERS)
    ids = [each.id for response in responses for each in response.recommendations]
    progress = progress_on(ids) if ids else {}
    return [answer_words(response, progress) for response in responses]
