"""卡在哪里: what waits at which step, whose and how long; and where nobody is able to act."""
