"""The pages of the life of a case and of the register of which pictures are taken."""

from tests.screenshot_shot import CENTER, EXPERT, HEAD, SUPPORT, WORKER, Shot

LICENSING = "aksu@opora.example"
BOYANA = "#cases a.who:has-text('Бояна И. Камбурова')"
PLAN = f"{BOYANA}|.tabs a:has-text('Оценка и план')"
SHORT = 1100  # of those that stand in the guide
CASES = [
    Shot("cases", CENTER, "cases/", tallest=SHORT),
    Shot("case", CENTER, "cases/", BOYANA),
    Shot("case-plan", CENTER, "cases/", PLAN, tallest=SHORT),
    Shot("case-plan-compare", CENTER, "cases/", f"{PLAN}|a:has-text('Сравни версиите')"),
    Shot("case-agreement", CENTER, "cases/", f"{BOYANA}|.tabs a:has-text('Договор')"),
    Shot("fees-month", SUPPORT, "fees/",
         "#main tbody tr:has-text('Домашен социален патронаж'):has-text('€') a"),
    Shot("protection", WORKER, "protection/"),
    Shot("protection-case", WORKER, "protection/", "#main tbody a"),
    Shot("assistance-month", EXPERT, "assistance/", ".tabs a:has-text('Месец')"),
    Shot("assistance-support", EXPERT, "assistance/support/month/2026-10/"),
    Shot("courts", WORKER, "courts/"),
    Shot("foster", WORKER, "foster/"),
    Shot("patronage-kitchen", EXPERT, "patronage/kitchen/"),
    Shot("licenses", LICENSING, "licenses/"),
    Shot("queue-rule", CENTER, "queues/rule/"),
    Shot("register-import", HEAD, "services/imports/", "#main tbody a"),
    Shot("usage-group", CENTER, "usage/",
         ".usage-services section:nth-child(2) p.acts a|a:has-text('Дейност на групата')"),
    Shot("public-entry", "", "/public/"),
    Shot("public-guide", "", "/public/guide/dnevnik/", tallest=SHORT),
    Shot("public-my-request", "", "/public/request/"),
    Shot("public-services", "", "/public/services/", tallest=SHORT),
]  # fmt: skip
