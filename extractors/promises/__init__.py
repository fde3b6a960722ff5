"""What a document announces, checked against what it prints."""
