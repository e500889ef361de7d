"""The ledger 台账 of a drive: one row an organization, on the page, in a workbook, and back."""
