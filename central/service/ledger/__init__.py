"""The ledger: double entry that follows the records, in yen, points, ride counts and vouchers."""
