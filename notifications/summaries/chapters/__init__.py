"""The chapters of a summary's file: each a function from the paper to its blocks."""
