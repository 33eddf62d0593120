"""Home social patronage of a municipality: who is served, with which meals, on which route.

An application on a ground, then meals by the days of the week with stops (hospital, absence); the
driver marks each stop of the route on a phone; the month's count goes to the fee and to the kitchen
the list for tomorrow. Municipal activity: no state referral; what is practice is said so.

Words: потребител на патронажа `PatronageUser`, маршрут `PatronageRoute`, спиране `MealStop`,
доставка `MealDelivery`, приключен месец `PatronageMonth`.
"""
