"""Who offers what: providers, services, their capacity by dates, and the kinds of services.

A service is of one named kind (дневен център, ЦОП …); the kinds map, by dates, to service types,
and a type is an activity of the law for one target group. The reference rows stand in `facts/*.csv`
and carry how sure we are of each. How many people use a service is not known here: see `places`.

Acts: `create_provider`, `create_service`, `edit_service`, `close_service`, `create_complex`.
Words: доставчик `Provider`, услуга `Service`, вид услуга `ServiceType`, капацитет `Capacity`,
комплекс `ServiceComplex`, целева група `TargetGroup`, дейност по чл. 15 ЗСУ `StatutoryActivity`.
"""
