"""Lights: rules as data over facts and a day (decision 0040)."""
