"""The flows, declared with Viewflow's workflow engine; only `workflows.moving` drives them."""
