"""The browser harness: every page in a real Chromium, at both widths, read and tabbed through."""
