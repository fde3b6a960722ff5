"""Speed and accuracy."""
