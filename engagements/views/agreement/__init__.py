"""Pages of the agreement: responsibilities, documents, baselines, incidents."""
