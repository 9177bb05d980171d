"""Themes and dispositions: what the comments say, and what became of each of them.

The organisers code the comments of a consultation, answer each, and give the members what the public said.
"""
