"""Fictional people and reports (演示), to try the system before anything real is in it."""
