"""What is known: record types, spans, and the knowledge files that everything else reads."""
