"""What officers fill in about answers and progress, by noun."""
