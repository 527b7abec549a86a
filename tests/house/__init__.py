"""Tests that hold the house itself: sizes, first sentences, names, layers."""
