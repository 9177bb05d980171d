"""How each figure of the report card is counted, in words for everybody. The page prints them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext


@dataclass(frozen=True)
class Definition:
    """One figure: its place on the page, its name, and how it is counted."""

    key: str
    name: Any
    how: Any


DEFINITIONS = (
    Definition(
        "recommendations",
        lazy_gettext("What is counted"),
        lazy_gettext(
            "Each recommendation whose final words are public counts once. Core measures and supporting measures are"
            " recommendations by another name. Drafts do not count yet. What a record no longer holds does not count."
        ),
    ),
    Definition(
        "answered",
        lazy_gettext("Answered"),
        lazy_gettext(
            "The council gave a final answer that names the recommendation. It is accepted, accepted in part, not"
            " accepted, or not the council’s to decide. The council’s own pages or papers say so. The last answer"
            " counts."
        ),
    ),
    Definition(
        "as-a-whole",
        lazy_gettext("Answered as a whole"),
        lazy_gettext(
            "The council gave one final answer to all of them together. It is counted apart, for each recommendation"
            " that no answer names."
        ),
    ),
    Definition(
        "elsewhere",
        lazy_gettext("Answer known from others only"),
        lazy_gettext(
            "A final answer is known, but not from the council. A newspaper or a campaign tells of it, for one. It is"
            " counted apart."
        ),
    ),
    Definition(
        "acknowledged",
        lazy_gettext("Under consideration"),
        lazy_gettext(
            "The council says that it is still thinking about it. That is counted apart. It is no answer, and it does"
            " not stop the clock."
        ),
    ),
    Definition(
        "without-verdict",
        lazy_gettext("Spoken of, without a verdict"),
        lazy_gettext("A record says that the council spoke of it, but not what it decided."),
    ),
    Definition(
        "apart",
        lazy_gettext("Vision outcomes and key messages"),
        lazy_gettext(
            "Some reports also say what members hope for and what they stress. These are counted by themselves and"
            " never as recommendations."
        ),
    ),
    Definition(
        "accepted",
        lazy_gettext("Accepted in full or in part"),
        lazy_gettext("Counted out of those answered. What is under consideration is in neither number."),
    ),
    Definition(
        "on-time",
        lazy_gettext("Answered on time"),
        lazy_gettext(
            "The first final answer came by the time that was promised. It is counted out of the recommendations that"
            " were answered or whose time has passed. A later correction makes no answer late. If a date is too vague"
            " to tell, the answer is left out, and we say how many."
        ),
    ),
    Definition(
        "overdue",
        lazy_gettext("Overdue"),
        lazy_gettext(
            "An answer is overdue when its time has passed and no final answer is known from anybody. A commitment is"
            " overdue when its date has passed and it has not ended. A report of progress is late when the next one was"
            " due and did not come. A pause of the clock does not count as time."
        ),
    ),
    Definition(
        "no-clock",
        lazy_gettext("Records and the clock"),
        lazy_gettext(
            "Some assemblies were not run here. Their records were put together from public sources. They have no"
            " clock, unless a source says what was promised. So nothing in them is overdue just because we do not know"
            " of it."
        ),
    ),
    Definition(
        "delivered",
        lazy_gettext("Delivered"),
        lazy_gettext(
            "Commitments that the council says are delivered, with evidence, out of all its commitments. A record from"
            " public sources lists no commitments. So we say what it knows of the recommendations instead."
        ),
    ),
    Definition(
        "days",
        lazy_gettext("Days to the answer"),
        lazy_gettext(
            "From the day of the final report to the day of the first final answer. The figure is the one in the"
            " middle, when all are put in order. Dates without a day are left out, and we say how many. An answer that"
            " came before the report took 0 days."
        ),
    ),
    Definition(
        "last-update",
        lazy_gettext("Last update"),
        lazy_gettext("The last day on which the council answered, or on which progress was reported."),
    ),
    Definition(
        "counter-check",
        lazy_gettext("What members and followers say"),
        lazy_gettext(
            "Members of the assembly and followers may say if an answer is what was meant, and if a thing is done."
            " The last word of each person counts. The two groups are never added up, and they change no other figure."
        ),
    ),
    Definition(
        "openness",
        lazy_gettext("Openness"),
        lazy_gettext(
            "Points of our checklist that are met, out of those that apply. Of a record, only what it shows is counted."
        ),
    ),
    Definition(
        "due",
        lazy_gettext("Due and not due yet"),
        lazy_gettext(
            "An assembly is not due yet while its words are drafts, or while the time for its answers lies ahead and"
            " none has come. All others are due."
        ),
    ),
    Definition(
        "unknown",
        lazy_gettext("Unknown"),
        lazy_gettext(
            "Nobody can tell from what is public. It is never counted as 0, nor held against anybody."
        ),
    ),
    Definition(
        "reading",
        lazy_gettext("Compiler’s reading"),
        lazy_gettext(
            "Who put a record together may say what they think came of it. That is their reading and no verdict of the"
            " council. No figure is made from it."
        ),
    ),
)
