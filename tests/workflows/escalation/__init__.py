"""Escalation: who is told when, drafts of papers, the route, 通报前告知, 签发."""
