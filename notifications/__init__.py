"""What leaves the building: messages, reminders, digests and summaries; nobody imports it."""
