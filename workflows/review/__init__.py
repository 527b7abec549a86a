"""审核台: the queue of what waits for a reviewer, one report opened beside it, several at once."""
