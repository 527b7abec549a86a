"""Tests of the room `task_table`."""
