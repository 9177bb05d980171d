"""Whole tasks in a real browser against a real server, with JavaScript and without."""
