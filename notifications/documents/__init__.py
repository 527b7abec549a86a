"""Papers as tagged PDF, typeset in jobs; the web process hands out what lies there."""
