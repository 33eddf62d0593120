"""Working groups, councils' commissions and national meetings: sessions, votes, minutes."""
