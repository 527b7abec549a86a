"""The summary on the route (decision 0048): its wording, opinions on it, what is frozen of it."""
