"""The charts of a summary, drawn once from its facts: for the page, for Word and for PDF alike."""
