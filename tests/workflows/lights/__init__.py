"""Tests of the lights: each rule at its boundary."""
