"""Signals: what is worth a second look in a text, where it stands, and why. They sort and explain; they never decide.

Everything here is plain: texts and figures go in, findings come out. It knows neither the database nor the web, and
each detector takes time in proportion to the length of the text, whatever somebody writes into it.
"""
