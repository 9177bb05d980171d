"""What moderators, authors and readers send."""
