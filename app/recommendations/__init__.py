"""Recommendations: their versions, clauses, citations and the members' votes.

It owns what the members recommend, in every published wording. A published version never changes.
Clauses keep a key that survives from version to version, so that comments can stay where they were made.
"""
