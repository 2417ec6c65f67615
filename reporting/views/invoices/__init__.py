"""Pages of invoices, service levels, action plans and systemic errors."""
