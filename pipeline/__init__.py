"""In what order: the stages, the batch, store, publish, verify and the command line."""
