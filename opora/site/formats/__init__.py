"""How dates are typed, whatever the browser speaks: 21.11.2026."""
