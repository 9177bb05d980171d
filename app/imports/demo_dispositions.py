"""What the organisers of an invented assembly made of its comments: themes, dispositions, the pack, the end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.core import audit, clock
from app.core.db import Model, db
from app.dispositions.models import CommentTheme, Disposition, Finish, Pack, Theme, ThemeExample
from app.dispositions.queries.packs import figures_now
from app.imports.demo_council import Scene


def load_themes(scene: Scene) -> None:
    """Make the themes with the comments under them, and the examples of those that are summed up."""
    for position, written in enumerate(scene.written["themes"], start=1):
        by_id = scene.account_id(written["by"])
        theme = Theme(
            assembly_id=scene.assembly.id,
            name=written["name"],
            description=written["description"],
            position=position,
            summary=written["summary"],
            summarised_at=written["summary_at"],
            summarised_by_id=scene.account_id(written["summary_by"]),
            created_at=written["at"],
            created_by_id=by_id,
            examples=[
                ThemeExample(comment_id=scene.comments[name].id, position=place)
                for place, name in enumerate(written["examples"], start=1)
            ],
        )
        db.session.add(theme)
        _log("created", theme, written["at"], by_id)
        scene.themes[written["id"]] = theme
        for name in written["comments"]:
            comment = scene.comments[name]
            # Whoever comments after the coding began is labelled on the same day.
            labelled_at = max(written["at"], comment.published_at or comment.created_at)
            label = CommentTheme(
                comment_id=comment.id, theme_id=theme.id, labelled_at=labelled_at, labelled_by_id=by_id
            )
            db.session.add(label)


def load_given_packs(scene: Scene) -> None:
    """Make the packs that the members were given, with the figures of that day: before anything was answered."""
    for written in scene.written["packs"]:
        if written["given_on"] is not None:
            _load_pack(scene, written, "given", given_on=written["given_on"])


def load_kept_packs(scene: Scene) -> None:
    """Make the packs that officers kept and that the members have not had yet."""
    for written in scene.written["packs"]:
        if written["given_on"] is None:
            _load_pack(scene, written, "kept")


def _load_pack(scene: Scene, written: Mapping[str, Any], action: str, **logged: str) -> None:
    by_id = scene.account_id(written["by"])
    with clock.at(written["at"]):
        figures = figures_now(scene.assembly)
    pack = Pack(
        assembly_id=scene.assembly.id,
        figures=figures,
        made_at=written["at"],
        made_by_id=by_id,
        given_on=written["given_on"],
        meeting=written["meeting"],
    )
    db.session.add(pack)
    _log(action, pack, written["at"], by_id, comments=figures["comments"], **logged)


def load_dispositions(scene: Scene) -> None:
    """Make what became of comments and of themes."""
    for written in scene.written["dispositions"]:
        by_id = scene.account_id(written["by"])
        place = (written["recommendation"], written["version"])
        disposition = Disposition(
            assembly_id=scene.assembly.id,
            comment_id=scene.comments[written["comment"]].id if written["comment"] else None,
            theme_id=scene.themes[written["theme"]].id if written["theme"] else None,
            outcome=written["outcome"],
            explanation=written["explanation"],
            passed_to=written["passed_to"],
            version_id=scene.versions[place].id if written["version"] else None,
            clause_key=written["clause"],
            made_at=written["at"],
            made_by_id=by_id,
        )
        db.session.add(disposition)
        _log("made", disposition, written["at"], by_id, outcome=written["outcome"])


def load_finish(scene: Scene) -> None:
    """Say that the consultation is finished, where the file does."""
    written: dict[str, Any] | None = scene.written["finished"]
    if written is None:
        return
    by_id = scene.account_id(written["by"])
    finish = Finish(
        assembly_id=scene.assembly.id,
        comments=sum(c["state"] == "published" and not c["official"] for c in scene.written["comments"]),
        finished_at=written["at"],
        finished_by_id=by_id,
    )
    db.session.add(finish)
    _log("finished", finish, written["at"], by_id)


def _log(action: str, thing: Model, happened_at: datetime, actor_id: int | None, **detail: Any) -> None:
    with clock.at(happened_at):
        audit.record(action, thing, actor_id=actor_id, **detail)
