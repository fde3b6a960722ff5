"""What a release says of itself, and the commands of those who use it."""
