"""Tests of the offline sheet: out, back, entered for a unit, damaged."""
