"""What is to be done, by whom, by when: plans, tasks, assignments, indicators, import."""
