"""Each page that shows several nouns: home, assembly, evidence, recommendation, answers, receipt, the desks' fronts.

It owns no table and changes nothing but through the services of the features below.
It turns what they read into what templates show.
"""
