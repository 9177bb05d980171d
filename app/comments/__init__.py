"""Comments of every kind: what a person says about a subject, where in the text, and with which stance.

It owns the comment's states, its anchor, the agrees and the author's private receipt.
It does not judge: publishing, rejecting and hiding are decisions of moderation, carried out by services here.
"""
