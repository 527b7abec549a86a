"""Escalation: what goes up when, and the papers (督办单, 通报) that it is put into."""
