"""In what order: the stages, the batch, store, publish, verify and the command line."""

import os

# Before Arrow is loaded: its own allocator keeps what was freed, 40 MB of it in a run that publishes, and is no faster.
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
