"""Follows: whoever wants to hear about a subject, by e-mail or by feed.

It owns the follows, their confirmation and their end by one click, and writes what to send into the outbox.
It reacts to events of the features below and never touches their tables.
"""
