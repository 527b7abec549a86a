"""The rehearsal: a cycle day by day, if nobody does anything from now on (decision 0044)."""
