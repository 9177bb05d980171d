"""Reading answers, commitments and progress, one module a noun."""
