"""What the members saw and heard: sessions, speakers and evidence items.

It owns their texts and publishes them; each session and item has a subject of its own.
Recommendations cite items; that link belongs to the recommendations.
"""
