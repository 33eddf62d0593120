"""Foster care: families from application to end, matching of a child, stays, monthly amounts.

The directorate („Закрила на детето“) assesses families, enters them and places children; the
municipality pays. A family is chosen by published criteria, each with its reason; two officers who
reach for the last place of one family are served one after the other.

Words: приемно семейство `FosterFamily`, адрес и телефон `FosterContact`, обучение `FamilyTraining`,
престой `FosterStay`, ставка `FosterRate`, месечен списък `FosterMonth`, негов ред `FosterPayment`.
"""
