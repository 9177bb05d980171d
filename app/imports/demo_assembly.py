"""An invented assembly: the assembly itself, its members, phases and recommendations."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from app.assemblies.events import AssemblyChanged
from app.assemblies.models import Assembly, MemberGroup, Phase
from app.assemblies.phases import turning_moments
from app.core import audit, clock, events, revisions
from app.core.db import db
from app.imports.demo_council import OFFICER, Scene, day_of
from app.imports.votes import MEANINGS
from app.recommendations.models import (
    Citation,
    Clause,
    ClauseDeparture,
    ClauseOrigin,
    Meaning,
    MinorityStatement,
    Recommendation,
    RecommendationKind,
    Version,
    Vote,
    VoteCount,
    VoteEntry,
)
from app.subjects.models import SubjectKind
from app.subjects.services import make_subject


def load_assembly(scene_of: dict[str, Any], organisation_id: int) -> Assembly:
    """Make the assembly with its phases and the make-up of its members. Announces it, so that it has its subject."""
    written, phases = scene_of["assembly"], scene_of["phases"]
    begun = phases[0]["opens"]
    assembly = Assembly(
        slug=written["slug"],
        organisation_id=organisation_id,
        name=written["name"],
        question=written["question"],
        summary=written["summary"],
        remit=written["remit"],
        topic=written["topic"],
        nation=written["nation"],
        region=written["region"],
        started_on=day_of(scene_of["sessions"][0]["starts"]),
        ended_on=_last_meeting(scene_of["sessions"]),
        members=written["members"],
        invitations=written["invitations"],
        volunteers=written["volunteers"],
        meetings=len(scene_of["sessions"]),
        hours=written["hours"],
        honorarium_pounds=written["honorarium_gbp"],
        facts=_facts(written),
        confirms_comments=written["confirm_comments"],
        promised_answer_at=written["answer_due"],
        answer_due_at=written["answer_due"],
        published_at=begun,
        created_at=begun,
        phases=[_phase(phase, number) for number, phase in enumerate(phases, start=1)],
        member_groups=[
            MemberGroup(
                characteristic=profile["label"],
                label=group["label"],
                members=group["members"],
                residents_percent=group["residents_percent"],
            )
            for profile in written["member_profile"]
            for group in profile["groups"]
        ],
    )
    db.session.add(assembly)
    with clock.at(begun):
        audit.record("created", assembly)
    events.announce(AssemblyChanged(assembly.id))
    revisions.touch(assembly.slug, *turning_moments(assembly))
    return assembly


def _last_meeting(sessions: list[dict[str, Any]]) -> str | None:
    """The last meeting, once it is behind us: an assembly that goes on has not ended."""
    last = sessions[-1]["starts"]
    return day_of(last) if last <= clock.now() else None


def _facts(written: dict[str, Any]) -> dict[str, str]:
    return {
        "Short name": written["short_name"],
        "The remit in short": written["remit_short"],
        "How members were chosen": written["selection"],
        "Run by": written["facilitator"],
        "Members drawn by": written["recruiter"],
        "What the council promised": written["answer_promise"],
        "Progress reports": f"every {written['update_every_months']} months",
        "The members’ own bar": f"{written['bar_percent']}%",
        "Where the figures on residents come from": written["residents_source"],
    }


def _phase(written: dict[str, Any], position: int) -> Phase:
    return Phase(
        position=position,
        kind=written["kind"],
        summary=written["note"],
        opens_at=written["opens"],
        closes_at=written["closes"],
    )


def load_recommendations(scene: Scene) -> None:
    """Make the recommendations with their versions, votes and citations."""
    for written in scene.written["recommendations"]:
        number = written["number"]
        recommendation = Recommendation(
            assembly_id=scene.assembly.id,
            subject_id=make_subject(
                SubjectKind.RECOMMENDATION,
                scene.assembly.id,
                written["title"],
                f"{scene.assembly.path}recommendations/{number}/",
                written["versions"][0]["published_at"],
            ).id,
            reference=str(number),
            position=number,
            number=number,
            kind=RecommendationKind.RECOMMENDATION,
            title=written["title"],
        )
        db.session.add(recommendation)
        db.session.flush()
        scene.recommendations[number] = recommendation
        for order, version in enumerate(written["versions"], start=1):
            _load_version(scene, number, version, order)
        for vote in written["votes"]:
            _load_vote(scene, number, vote)
        _load_citations(scene, number, written["citations"])


def _load_version(scene: Scene, number: int, written: dict[str, Any], order: int) -> None:
    recommendation = scene.recommendations[number]
    version = Version(
        recommendation_id=recommendation.id,
        number=order,
        stage=written["kind"],
        title=recommendation.title,
        change_note=written["note"],
        created_at=written["published_at"],
        created_by_id=scene.account_id(OFFICER),
        published_at=written["published_at"],
        published_by_id=scene.account_id(OFFICER),
        clauses=[
            Clause(key=clause["key"], position=position, text=clause["text"], change_note=clause.get("note"))
            for position, clause in enumerate(written["clauses"], start=1)
        ],
        origins=[
            ClauseOrigin(clause_key=origin["clause"], from_key=origin["from"], kind=origin["kind"])
            for origin in written.get("origins", [])
        ],
        departures=[
            ClauseDeparture(clause_key=each["clause"], note=each["note"])
            for each in written.get("departures", [])
        ],
    )
    db.session.add(version)
    with clock.at(written["published_at"]):
        audit.record("published", version, actor_id=scene.account_id(OFFICER))
    scene.versions[number, written["label"]] = version


def _load_vote(scene: Scene, number: int, written: dict[str, Any]) -> None:
    counts = {count["choice"]: count["count"] for count in written["counts"]}
    in_favour = sum(n for choice, n in counts.items() if MEANINGS[choice] is Meaning.FOR)
    voted = sum(n for choice, n in counts.items() if MEANINGS[choice] is not Meaning.ABSENT)
    entered_by, checked_by = written.get("entered_by"), written.get("checked_by")
    # Entered on the evening of the vote, checked on the next morning.
    counted_at = clock.london(date.fromisoformat(written["held_on"]), 18) if entered_by else None
    checked_at = counted_at + timedelta(hours=15) if counted_at else None
    db.session.add(
        Vote(
            recommendation_id=scene.recommendations[number].id,
            version_id=scene.versions[number, written["version"]].id,
            title=written["name"],
            scale=", ".join(count["label"] for count in written["counts"][:5]),
            basis=f"{written['method']}, {sum(counts.values())} members",
            held_on=written["held_on"],
            ballots=voted,
            bar_percent=written["bar_percent"],
            support_count=in_favour,
            support_percent=round(100 * in_favour / voted, 1),
            counts=[
                VoteCount(
                    position=position,
                    label=count["label"],
                    meaning=MEANINGS[count["choice"]],
                    count=count["count"],
                )
                for position, count in enumerate(written["counts"], start=1)
            ],
            entered_at=counted_at,
            checked_at=checked_at,
            entry=VoteEntry(
                entered_by_id=scene.people[entered_by].id, checked_by_id=scene.account_id(checked_by)
            )
            if entered_by
            else None,
            minority_statements=[
                MinorityStatement(position=position, members=said["members"], text=said["text"])
                for position, said in enumerate(written.get("minority", []), start=1)
            ],
        )
    )


def _load_citations(scene: Scene, number: int, written: list[dict[str, Any]]) -> None:
    """What the last version rests on. Where an older draft rested on it too, saying it twice would mislead."""
    last = scene.written["recommendations"][number - 1]["versions"][-1]
    keys = {clause["key"] for clause in last["clauses"]}
    cited: set[tuple[str | None, str]] = set()
    for citation in written:
        place = (citation["clause"], citation["evidence"])
        if place in cited or (citation["clause"] is not None and citation["clause"] not in keys):
            continue
        cited.add(place)
        db.session.add(
            Citation(
                recommendation_id=scene.recommendations[number].id,
                item_id=scene.items[citation["evidence"]].id,
                clause_key=citation["clause"],
                quote=citation["quote"],
                at_second=second_of(citation["at"]) if citation["at"] else None,
                note=citation["note"],
            )
        )


def second_of(time: str) -> int:
    """The second of a recording that the file writes as "14:20", or "1:14:20" from an hour on."""
    seconds = 0
    for part in time.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds
