"""What the moderation desk shows, in words: its lists and filters, one comment and what stands around it, the choices,
and what was done."""
