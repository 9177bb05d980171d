"""The moderation policy: its numbered paragraphs, and the words that each gives to traces, letters and the desk.

A code is kept in the database for ever, so codes are added but never renamed. Numbers are what the public page shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext

# What a reader may choose who misses a reason in the list. It is no paragraph of the policy.
SOMETHING_ELSE = "other"


@dataclass(frozen=True)
class Paragraph:
    """One paragraph of the policy.

    `trace` ends the sentence "A comment was hidden here by a moderator: …". `note` is ready to send to the author.
    `complaint` says the same as a sentence, for readers who report and moderators who choose.
    """

    code: str
    number: int
    title: Any
    text: Any
    trace: Any
    note: Any
    complaint: Any
    # Whether readers may complain of it: only the desk can see that somebody sent a comment twice.
    for_readers: bool = True


PARAGRAPHS: tuple[Paragraph, ...] = (
    Paragraph(
        code="abuse",
        number=1,
        title=lazy_gettext("Abuse"),
        text=lazy_gettext(
            "Do not insult, bully or mock other people. You may say that they are wrong, and why."
        ),
        trace=lazy_gettext("it insults somebody"),
        note=lazy_gettext(
            "What you wrote insults somebody. You are welcome to make the same point again without the insult."
        ),
        complaint=lazy_gettext("It insults or bullies somebody"),
    ),
    Paragraph(
        code="hatred",
        number=2,
        title=lazy_gettext("Hatred"),
        text=lazy_gettext(
            "Do not attack people for who they are: their race, religion, sex, disability, age or whom they love."
        ),
        trace=lazy_gettext("it attacks people for who they are"),
        note=lazy_gettext("What you wrote attacks people for who they are. We do not publish that."),
        complaint=lazy_gettext("It attacks people for who they are"),
    ),
    Paragraph(
        code="private_person",
        number=3,
        title=lazy_gettext("Private people"),
        text=lazy_gettext("Do not name or locate anyone who is not in public life."),
        trace=lazy_gettext("it names a private person"),
        note=lazy_gettext(
            "What you wrote names or locates somebody who is not in public life."
            " You are welcome to send it again without that."
        ),
        complaint=lazy_gettext("It names or locates a private person"),
    ),
    Paragraph(
        code="threat",
        number=4,
        title=lazy_gettext("Threats"),
        text=lazy_gettext("Do not threaten anyone, and do not call for harm."),
        trace=lazy_gettext("it threatens somebody"),
        note=lazy_gettext("What you wrote threatens somebody or calls for harm. We do not publish that."),
        complaint=lazy_gettext("It threatens somebody"),
    ),
    Paragraph(
        code="advertising",
        number=5,
        title=lazy_gettext("Advertising"),
        text=lazy_gettext("Do not sell, and do not ask for money or for votes in an election."),
        trace=lazy_gettext("it advertises something"),
        note=lazy_gettext(
            "What you wrote advertises something. What stands here is about the assembly’s question."
        ),
        complaint=lazy_gettext("It advertises something"),
    ),
    Paragraph(
        code="off_topic",
        number=6,
        title=lazy_gettext("Off topic"),
        text=lazy_gettext("Write about the recommendation, the evidence or the assembly’s question."),
        trace=lazy_gettext("it is about something else"),
        note=lazy_gettext(
            "What you wrote is not about the recommendation or the evidence that it was sent to."
            " If we misread it, send it again and say how the two belong together."
        ),
        complaint=lazy_gettext("It is about something else"),
    ),
    Paragraph(
        code="copyright",
        number=7,
        title=lazy_gettext("Other people’s work"),
        text=lazy_gettext(
            "Write in your own words. You may quote a few lines of somebody else’s text if you say whose it is."
        ),
        trace=lazy_gettext("it copies somebody else’s work"),
        note=lazy_gettext(
            "What you wrote copies a text that seems to belong to somebody else."
            " You are welcome to say the same in your own words."
        ),
        complaint=lazy_gettext("It copies somebody else’s work"),
    ),
    Paragraph(
        code="duplicate",
        number=8,
        title=lazy_gettext("Sent twice"),
        text=lazy_gettext(
            "Send a comment or a question once. Many people may send the same words: each of them counts, once."
        ),
        trace=lazy_gettext("its author sent it twice"),
        note=lazy_gettext("You sent the same words twice. The first time counts, and we have kept it."),
        complaint=lazy_gettext("Its author sent it twice"),
        for_readers=False,
    ),
    Paragraph(
        code="legal",
        number=9,
        title=lazy_gettext("The law"),
        text=lazy_gettext(
            "Do not write what the law forbids, such as what could spoil a trial, or a harmful lie about somebody."
        ),
        trace=lazy_gettext("the law forbids it"),
        note=lazy_gettext("We may not publish what you wrote, because the law forbids what it says."),
        complaint=lazy_gettext("The law forbids it"),
    ),
    Paragraph(
        code="impersonation",
        number=10,
        title=lazy_gettext("Your own name"),
        text=lazy_gettext(
            "Sign with your own name or with none. Do not sign as the council, the organisers or somebody else."
        ),
        trace=lazy_gettext("it is signed as somebody else"),
        note=lazy_gettext(
            "What you wrote is signed as somebody else, or as those who run the assembly."
            " You are welcome to send it again with your own name or with none."
        ),
        complaint=lazy_gettext("It is signed as somebody else"),
    ),
)

BY_CODE = {paragraph.code: paragraph for paragraph in PARAGRAPHS}
COMPLAINTS = {p.code: p.complaint for p in PARAGRAPHS if p.for_readers} | {
    SOMETHING_ELSE: lazy_gettext("Something else")
}


def paragraph_of(code: str | None) -> Paragraph | None:
    """The paragraph that a decision cites, or None where it cites none, or one that this version does not know."""
    return BY_CODE.get(code or "")
