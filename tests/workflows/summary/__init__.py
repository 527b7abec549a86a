"""The summary on the route (decision 0048)."""
