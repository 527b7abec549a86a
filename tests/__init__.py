"""The tests; folders follow the rooms, and the cast is the same everywhere."""
