"""Where residents comment and ask, and where officers answer, split by noun."""
