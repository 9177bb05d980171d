"""The council's answers, what it will do, and how that is going.

It owns responses, commitments and progress updates; all are append-only once published.
A verdict is never derived from progress, nor progress from a verdict.
"""
