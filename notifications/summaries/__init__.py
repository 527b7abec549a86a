"""Builds the progress summary (进展情况汇总) in a job or command: facts, .docx, .xlsx, .pdf."""
