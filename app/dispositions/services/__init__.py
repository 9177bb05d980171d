"""Themes and dispositions: what their makers do, one module a noun."""
