"""What residents send with comments and questions, and officers with answers, split by noun."""
