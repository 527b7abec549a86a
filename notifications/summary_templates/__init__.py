"""The office's own Word templates of a plan's summaries: their fields, check and keeping."""
