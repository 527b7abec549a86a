"""The office chases those who still owe: who they are, and urging them (decision 0034)."""
