"""Who has which place of which service, who waits for one and in what order.

The acts: take, begin and end a placement; enqueue, leave, move in the queue; answer an offer;
change the capacity. Each locks the service's book (`PlaceBook`) first, so that however many offices
reach for the last place, it is given once; a database trigger stands behind as the last wall.

Words: място `Placement`, списък на чакащите `WaitingListEntry`, предложено място `PlaceOffer`,
смяна на реда `QueueChange`, правило на доставчика `PlaceRule` (час за
отговор), `OrderRule` (ред), обстоятелство за реда `QueueFact`.
"""
