"""What officers write about answers and progress, by noun."""
