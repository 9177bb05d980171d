"""What other programs can read: the public record as JSON, under /api/v1/.

It owns nothing. It gives out what the pages show, by the same queries; docs/api.md describes it.
"""
