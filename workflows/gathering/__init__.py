"""牵头汇总: who gave what, whose words a lead quotes, whom it urges, who gave nothing."""
