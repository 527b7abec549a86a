"""The pages of `workflows`: the table, a task, a unit, a cycle, a unit's sheet, a report."""
