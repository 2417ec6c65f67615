"""Pages of charts, their coding and their intake."""
