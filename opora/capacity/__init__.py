"""How the places of a service are changed, or a new one opened: by request, order and decision.

The municipality asks АСП, whose order and the decision of the council set the places; then they
enter the register and are offered to those who wait. Practice: no article of it is confirmed.

Acts: `begin`, `send`, `give_back`, `order`, `refuse`, `decide`, `enter`, `drop`.
Words: искане за места `CapacityRequest`.
"""
