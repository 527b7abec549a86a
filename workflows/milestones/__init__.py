"""年度节点: proposed or brought, fixed, answered in the lead's report (decision 0039)."""
