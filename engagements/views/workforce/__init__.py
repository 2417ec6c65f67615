"""Pages of the workforce that need no charts; those that do are in the charts app."""
