"""Pages of assistance, under /o/<organization>/assistance/."""
