"""Tests of `workflows`: drafts, moves, cycles, integrity, properties and races."""
