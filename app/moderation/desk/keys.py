"""The keys of the desk, for the list that ? shows."""

from __future__ import annotations

from flask_babel import gettext

Keys = list[tuple[str, str]]


def keys_of_a_comment(may_answer: bool) -> Keys:
    """Beside one comment. `may_answer` says whether there is an appeal that this moderator may decide."""
    of_appeals = [
        ("O", str(gettext("appeal: overturn the decision"))),
        ("L", str(gettext("appeal: let the decision stand"))),
    ]
    return [
        ("J", str(gettext("next in the queue"))),
        ("K", str(gettext("back in the queue"))),
        *(of_appeals if may_answer else []),
        ("P", str(gettext("publish, keep or show again"))),
        ("R", str(gettext("go to the reasons for rejecting"))),
        ("H", str(gettext("go to the reasons for hiding"))),
        ("1–9, 0", str(gettext("reject or hide for that paragraph"))),
        ("B", str(gettext("put back what was taken out"))),
        ("E", str(gettext("take out the words that you selected"))),
        ("A", str(gettext("ask a lead"))),
        ("C", str(gettext("keep it for you, or leave it to others"))),
        ("U", str(gettext("undo what you just did"))),
        ("?", str(gettext("this list"))),
    ]


def keys_of_a_list() -> Keys:
    """Along a list."""
    return [
        ("J", str(gettext("next in the list"))),
        ("K", str(gettext("back in the list"))),
        ("X", str(gettext("choose it, or not"))),
        ("Enter", str(gettext("open it"))),
        ("U", str(gettext("undo what you just did"))),
        ("?", str(gettext("this list"))),
    ]
