"""卡在哪里: who is able to act, what is counted, what stands still."""
