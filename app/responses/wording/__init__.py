"""Answers and progress in the words of pages, by noun."""
