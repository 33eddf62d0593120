"""Commands of accounts for the operator."""
