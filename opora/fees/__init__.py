"""User fees: dated tariff, income, exemptions, monthly charge, payment, balance."""
