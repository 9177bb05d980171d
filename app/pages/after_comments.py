"""From comments to answers, at the officers' desk: the steps of the work after a consultation, with their figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext, ngettext

from app.assemblies.models import Assembly
from app.dispositions.queries.dispositions import progress
from app.dispositions.queries.packs import packs_of
from app.dispositions.queries.themes import coding_of
from app.pages.pack import answered_words


@dataclass(frozen=True)
class Step:
    """One step: what it is, how far it is, and where it is done."""

    name: str
    text: str
    url: str


def steps_after_comments(assembly: Assembly) -> Sequence[Step]:
    """The steps in their order; none where nothing is published yet. Three queries at most."""
    coding = coding_of(assembly)
    if not coding.total:
        return []
    path = f"/council/{assembly.slug}/"
    given, figures = len(packs_of(assembly)), progress(assembly)
    coded = ngettext(
        "%(coded)s of %(all)s comment has a theme",
        "%(coded)s of %(all)s comments have a theme",
        coding.total,
        coded=f"{coding.coded:,}",
        all=f"{coding.total:,}",
    )
    packs = ngettext("Given to the members %(num)d time", "Given to the members %(num)d times", given)
    return [
        Step(gettext("Put comments under themes"), coded, f"{path}themes/"),
        Step(
            gettext("Give the members what the public said"),
            packs if given else gettext("Not given yet"),
            f"{path}pack/",
        ),
        Step(
            gettext("Say what became of each comment, and finish"),
            answered_words(figures.answered, figures.published),
            f"{path}answers/",
        ),
    ]
