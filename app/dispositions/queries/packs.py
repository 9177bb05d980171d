"""Reading packs: "what the public said", as it was kept for the members or given to them, and who it came from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.assemblies.models import Assembly
from app.assemblies.small_numbers import SMALLEST_SHOWN, shown_counts
from app.comments.models import Channel, Comment, CommentState
from app.comments.queries import StanceCounts, SubjectCounts, counts_of
from app.core import form_tokens
from app.core.db import db
from app.dispositions.models import Disposition, Pack, Theme, ThemeExample
from app.dispositions.queries.dispositions import in_force
from app.dispositions.queries.themes import ThemeCounts, coding_of, of_assembly, public_themes
from app.recommendations.queries import listed_recommendations


@dataclass(frozen=True)
class Voices:
    """How many published comments came in by one channel, and how many people wrote them, as far as that is known."""

    channel: Channel
    comments: int
    people: int


def voices(assembly: Assembly) -> tuple[Sequence[Voices], int]:
    """Which ways the comments on an assembly's recommendations came, in a set order, and how many people wrote.

    Somebody who wrote in two ways is counted once among all people. Two queries.
    """
    people = func.count(Comment.author_key.distinct())
    by_channel = (
        select(Comment.channel, func.count(Comment.id), people)
        .where(of_assembly(assembly))
        .group_by(Comment.channel)
    )
    found = {row[0]: Voices(Channel(row[0]), row[1], row[2]) for row in db.session.execute(by_channel)}
    everyone = db.session.scalar(select(people).where(of_assembly(assembly)))
    return [found[channel] for channel in Channel if channel in found], everyone or 0


def figures_now(assembly: Assembly) -> dict[str, Any]:
    """Everything that a pack counts, as it stands at this moment: counts and ids, never what anybody wrote.

    The names and the summaries of themes are the officers' words, and kept, since the members were given them.

    Figures about people are left out where they are so small that they would point at somebody.
    """
    listed = listed_recommendations([assembly.id])
    counts = counts_of(each.recommendation.subject_id for each in listed)
    themes, coding = public_themes(assembly), coding_of(assembly)
    examples = _examples([each.theme.id for each in themes])
    overall = StanceCounts()
    for each in counts.values():
        overall.take_in(each.overall)
    return {
        "comments": overall.total,
        "stances": overall.as_dict(),
        **_who_wrote(assembly),
        "themes": [_theme_figures(each, examples.get(each.theme.id, [])) for each in themes],
        "without_theme": coding.without,
        "answers": answers_now(assembly),
        "recommendations": [
            {"version": each.version.id, **_text_figures(counts[each.recommendation.subject_id])}
            for each in listed
        ],
    }


def newest_in(assembly: Assembly) -> Mapping[str, datetime | None]:
    """When the newest comment of a pack made now was shown, the newest summary written and the newest answer given;
    three queries."""
    shown = select(func.max(func.coalesce(Comment.published_at, Comment.created_at))).where(
        of_assembly(assembly)
    )
    written = select(func.max(Theme.summarised_at)).where(
        Theme.assembly_id == assembly.id, Theme.merged_into_id.is_(None)
    )
    given = (
        select(func.max(Disposition.made_at))
        .select_from(Comment)
        .join(Disposition, Disposition.id == in_force())
        .where(of_assembly(assembly))
    )
    newest = {"comment": shown, "summary": written, "answer": given}
    return {name: db.session.scalar(query) for name, query in newest.items()}


def _who_wrote(assembly: Assembly) -> dict[str, Any]:
    ways, people = voices(assembly)
    few = people < SMALLEST_SHOWN
    by_way = [None] * len(ways) if few else shown_counts([way.people for way in ways])
    return {
        "people": None if few else people,
        "residents": assembly.organisation.population,
        "ways": [
            {"channel": way.channel.value, "comments": way.comments, "people": shown}
            for way, shown in zip(ways, by_way, strict=True)
        ],
    }


def answers_now(assembly: Assembly) -> dict[str, Any]:
    """How many published comments have an answer, of how many, and by outcome; one query."""
    query = (
        select(Disposition.outcome, func.count(Comment.id))
        .select_from(Comment)
        .outerjoin(Disposition, Disposition.id == in_force())
        .where(of_assembly(assembly))
        .group_by(Disposition.outcome)
    )
    # Under no outcome stand those that wait.
    outcomes: dict[str | None, int] = dict(db.session.execute(query).all())
    waiting = outcomes.pop(None, 0)
    answered = sum(outcomes.values())
    return {"published": answered + waiting, "answered": answered, "outcomes": outcomes}


def _theme_figures(counted: ThemeCounts, examples: Sequence[tuple[int, int]]) -> dict[str, Any]:
    return {
        "theme": counted.theme.id,
        "name": counted.theme.name,
        "summary": counted.theme.summary or "",
        "comments": counted.overall.total,
        "stances": counted.overall.as_dict(),
        "examples": [{"comment": comment_id, "agrees": agrees} for comment_id, agrees in examples],
    }


def _text_figures(counts: SubjectCounts) -> dict[str, Any]:
    return {
        "comments": counts.overall.total,
        "stances": counts.overall.as_dict(),
        "clauses": {
            key: {"comments": of_clause.total, "stances": of_clause.as_dict()}
            for key, of_clause in counts.by_clause.items()
        },
    }


def _examples(theme_ids: Sequence[int]) -> Mapping[int, list[tuple[int, int]]]:
    """The published examples of some themes in their order, each with its agrees, by theme; one query."""
    query = (
        select(ThemeExample.theme_id, Comment.id, Comment.agrees)
        .join(ThemeExample.comment)
        .where(ThemeExample.theme_id.in_(theme_ids), Comment.state == CommentState.PUBLISHED)
        .order_by(ThemeExample.theme_id, ThemeExample.position, ThemeExample.id)
    )
    found: dict[int, list[tuple[int, int]]] = {}
    for theme_id, comment_id, agrees in db.session.execute(query) if theme_ids else ():
        found.setdefault(theme_id, []).append((comment_id, agrees))
    return found


def themes_by_id(theme_ids: Iterable[int]) -> Mapping[int, Theme]:
    """Themes by their ids, also those that were merged into others since; one query, none for no ids."""
    ids = list(theme_ids)
    if not ids:
        return {}
    return {theme.id: theme for theme in db.session.scalars(select(Theme).where(Theme.id.in_(ids)))}


def packs_of(assembly: Assembly) -> Sequence[Pack]:
    """The packs that an assembly's members were given, the first one first."""
    return db.session.scalars(
        select(Pack)
        .where(Pack.assembly_id == assembly.id, Pack.given_on.is_not(None))
        .order_by(Pack.given_on, Pack.id)
    ).all()


def kept_packs_of(assembly: Assembly) -> Sequence[Pack]:
    """The packs that officers kept and the members were not given yet, the newest first."""
    return db.session.scalars(
        select(Pack).where(Pack.assembly_id == assembly.id, Pack.given_on.is_(None)).order_by(Pack.id.desc())
    ).all()


def pack_of(assembly: Assembly, pack_id: int) -> Pack | None:
    """One of an assembly's packs, given or only kept, or None."""
    return db.session.scalar(select(Pack).where(Pack.assembly_id == assembly.id, Pack.id == pack_id))


def given_pack_of(assembly: Assembly, pack_id: int) -> Pack | None:
    """One of the packs that the members were given, or None: nobody but officers knows of one that is only kept."""
    pack = pack_of(assembly, pack_id)
    return pack if pack and pack.given_on else None


def mark_of(figures: dict[str, Any]) -> str:
    """A digest of all figures of a pack, to tell whether they changed since somebody looked."""
    return form_tokens.digest_of([repr(_in_order(figures))])


def _in_order(value: Any) -> Any:
    """The same, whatever the order in which a database or a dictionary gave it."""
    if isinstance(value, dict):
        return sorted((key, _in_order(each)) for key, each in value.items())
    return [_in_order(each) for each in value] if isinstance(value, list) else value
