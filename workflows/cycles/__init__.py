"""Cycles: which period is asked for when, and opening and closing it for every unit."""
