"""Group robots: what is posted to them, what their answers mean, and when (decision 0041)."""
