"""Who: committees, units and their names, people, and what they were granted from when to when."""
