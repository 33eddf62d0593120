"""What happened to whom: one row per wish, in the words of `Days.step` and the verbs of `Stage`."""

from .stage import Story

ASSESSED = "start save+2 refer+3"
ADMITTED = f"{ASSESSED} choose+1 accept+2 begin+3"
BY_LETTER = "choose+1 accept+2 begin+3"
WAITS = f"{ASSESSED} choose+1 enqueue+1"
OB, DSP = "ob-samokov", "dsp-samokov"


def day_center() -> list[Story]:
    """The day center „Слънце“: full, with a queue, an offer near its end, and two who ask."""
    return [
        Story("c1", "dcdu", DSP, "280d", f"{ADMITTED} end@150d", "slance"),
        Story("c2", "dcdu", OB, "275d", f"{BY_LETTER} end@110d", "slance", letter=True),
        Story("c3", "dcdu", OB, "270d", f"{BY_LETTER} end@70d", "slance", letter=True),
        Story("c4", "dcdu", DSP, "265d", f"{BY_LETTER} end@65x", "slance", letter=True),
        Story("c5", "dcdu", OB, "260d", ADMITTED, "slance"),
        Story("c6", "dcdu", OB, "250d", BY_LETTER, "slance", letter=True),
        Story("c7", "dcdu", DSP, "145d", BY_LETTER, "slance", letter=True),
        Story("c8", "dcdu", OB, "105d", BY_LETTER, "slance", letter=True),
        Story("c9", "dcdu", OB, "66d", BY_LETTER, "slance", letter=True),
        Story("c10", "dcdu", OB, "58d", WAITS, "slance"),
        Story("c11", "dcdu", OB, "50d", f"{WAITS} give", "slance"),
        Story("c12", "dcdu", DSP, "44d", WAITS, "slance"),
        Story("c13", "dcdu", DSP, "36d", f"{ASSESSED} ask answer choose+1 enqueue+1", "slance"),
        Story("c14", "dcdu", OB, "30d", f"{ASSESSED} choose+1 enqueue_first@20x", "slance"),
        Story("c15", "dcdu", OB, "13d", "start+1 save+1 refer+1 choose@26h", "slance"),
        Story("f2", "dcdu", DSP, "9d", "start+1 save+1 refer+1 choose@5h", "slance"),
        Story("c16", "dcdu", OB, "23d", "start+1 save+1 refer+2 choose+1 refuse+2", "slance"),
        Story("c20", "dcdu", OB, "2h"),
        Story("c2", "dcdu", OB, "108d", BY_LETTER, "dcdu-iht", letter=True),
        Story("c3", "dcdu", OB, "67d", BY_LETTER, "dcdu-kos", letter=True),
        Story("c24", "dcdu", DSP, "19d", "start+2 save+3 ask_more@27h"),
    ]


def small_group_home() -> list[Story]:
    """The home „Надежда“: court and urgent placements, one child over the capacity."""
    return [
        Story("t1", "cnst-dbu", DSP, "230d", "start+2 court+6 begin+2", "nadezhda"),
        Story("t2", "cnst-dbu", DSP, "200d", "start+2 court+6 begin+2", "nadezhda"),
        Story("c18", "cnst-dbu", DSP, "120d", "start+2 court+6 begin+2", "nadezhda"),
        Story("c17", "cnst-dbu", DSP, "160d", "send+0 admit+0 save+3 complete+4 begin+0",
              "nadezhda", is_urgent=True),
        Story("c19", "cnst-dbu", DSP, "4d", "send+0 admit+0 begin+0", "nadezhda", is_urgent=True),
        Story("t3", "cnst-dbu", DSP, "4h", "send@3h", "nadezhda", is_urgent=True),
        Story("c23", "cnst-dbu", DSP, "23d", "send+0 turn_away+0 assign+1", "nadezhda",
              is_urgent=True),
        Story("t5", "cnst-dbu", OB, "15d", "start+2 hand+2 take_over+1"),
    ]  # fmt: skip


def assistance() -> list[Story]:
    """Assistant support in Самоков: nine wait, one has declined, one is offered a place."""
    rows = [("e1", "60d"), ("e2", "52d"), ("e3", "47d"), ("e4", "40d"), ("e11", "35d")]
    return [
        Story("e5", "ap", OB, "285d", f"{ADMITTED} end@100d", "ap-sam"),
        Story("e6", "ap", OB, "282d", f"{BY_LETTER} end@89d", "ap-sam", letter=True),
        Story("e7", "ap", OB, "240d", f"{ADMITTED} end@480x", "ap-sam"),
        Story("e8", "ap", OB, "220d", f"{BY_LETTER} end@30x", "ap-sam", letter=True),
        Story("e9", "ap", OB, "97d", BY_LETTER, "ap-sam", letter=True),
        Story("e10", "ap", OB, "86d", BY_LETTER, "ap-sam", letter=True),
        Story("e15", "ap", OB, "75d", f"{WAITS} decline@456x", "ap-sam"),
        Story("e16", "ap", OB, "70d", f"{WAITS} take@432x begin@400x", "ap-sam"),
        Story("e17", "ap", OB, "65d", WAITS, "ap-sam"),
        *[Story(person, "ap", OB, began, WAITS, "ap-sam") for person, began in rows],
        Story("e12", "ap", OB, "33d", "start ask answer save refer choose+1 enqueue+1", "ap-sam"),
        Story("e14", "ap", OB, "25d", WAITS, "ap-sam"),
        Story("e13", "ap", OB, "17d",
              "start+1 save+1 refer+1 choose+1 enqueue_first@10x", "ap-sam"),
        Story("a2", "ap", OB, "90d", "start save+2 not_refer+4"),
    ]  # fmt: skip


def samokov() -> list[Story]:
    """The rest of Самоков: every other state, both authorities, clocks of every kind."""
    return [
        *[Story(who, "dsp-m", OB, began, ADMITTED, "patr-sam")
          for who, began in (("e1", "280d"), ("e2", "255d"), ("e5", "98d"), ("e6", "45d"))],
        Story("c1", "csri-d", DSP, "140d", BY_LETTER, "csri-sam", letter=True),
        Story("c2", "csri-d", OB, "100d", ADMITTED, "csri-sam"),
        Story("c3", "cop", DSP, "62d", ADMITTED, "cop-sam"),
        Story("a4", "zzh-ui", DSP, "190d", ADMITTED, "zzh-sam"),
        Story("a5", "zzh-ui", OB, "170d", BY_LETTER, "zzh-sam", letter=True),
        Story("a1", "zzh-ui", OB, "25d", "start+4 assign+2"),
        Story("c8", "csri-d", OB, "20d", "start+3 save+2"),
        Story("t4", "cop", OB, "18d", "start+2 save+2 ask@50h"),
        Story("c9", "cop", OB, "8d", "start+1 hand@25h"),
        Story("c11", "cop", OB, "12d", "start+1 hand+1 hand_back+2"),
        Story("f1", "cop", OB, "16d", "start+1 save+2 refer+2"),
        Story("a2", "zzh-ui", OB, "14d", "start+1 save+2 refer+1 assign+0"),
        Story("c6", "csri-d", OB, "11d", "choose+2", "csri-kos", letter=True),
        Story("e9", "dsp-m", OB, "4d", alone=True),
        Story("e12", "dsp-m", OB, "23d"),
        Story("c10", "csri-d", OB, "27d", "start+3 save+2"),
        Story("c12", "cop", DSP, "24d", "start+2"),
        Story("e10", "dsp-m", OB, "40d", "start+1 withdraw+5"),
        Story("e1x", "dsp-m", DSP, "6d"),
        Story("n1", "cop", DSP, "5d", "start+1"),
        Story("h1", "cvn", DSP, "28h", "send@26h", "cvn-sam", is_urgent=True),
        Story("f3", "cop", DSP, "3h"),
    ]  # fmt: skip


def sozopol() -> list[Story]:
    """The complex of four services and a wish to the protected center."""
    ob, dsp = "ob-sozopol", "dsp-sozopol"
    return [
        Story("e20", "dsp-m", ob, "150d", ADMITTED, "patr-soz"),
        Story("e21", "dsp-m", ob, "5d", "start+1"),
        Story("c30", "cop", ob, "130d", ADMITTED, "cop-soz"),
        Story("c30", "csri-d", ob, "19d", "start+2 save+2 assign+1"),
        Story("c31", "csri-d", ob, "90d", BY_LETTER, "csri-soz", letter=True),
        Story("t6", "cnst-dbu", dsp, "180d", "start+2 court+6 begin+2", "cnst-soz"),
        Story("t7", "cnst-dbu", dsp, "110d", "start+2 court+6 begin+2", "cnst-soz"),
        Story("c32", "cnst-dbu", dsp, "28d", WAITS, "cnst-soz"),
        Story("c32", "cop", dsp, "24d", "start+3 ask@30h"),
        Story("a6", "kc", dsp, "30h", "send@29h", "kc-bur", is_urgent=True),
        Story("e22", "dsp-m", ob, "10d", "start+1 save+1 refer+1 choose@24h", "patr-soz"),
    ]


def others() -> list[Story]:
    """Банско, Минерални бани, Елена and their directorates."""
    bansko, razlog = "ob-bansko", "dsp-razlog"
    baths, haskovo, elena = "ob-mineralni-bani", "dsp-haskovo", "ob-elena"
    return [
        Story("a7", "dcplu", bansko, "160d", BY_LETTER, "dcplu-ban", letter=True),
        Story("a8", "dcplu", bansko, "12d", "start+1 save+1 refer+2 choose@40h", "dcplu-ban"),
        Story("a7", "ap", bansko, "140d", ADMITTED, "ap-ban"),
        Story("e24", "ap", bansko, "17d", "start+2 save+3"),
        Story("c36", "cop", bansko, "22d", "start+1"),
        Story("c36", "dcdu", razlog, "9d", "choose+1", "dcdu-raz", letter=True),
        Story("e25", "ap", baths, "200d", ADMITTED, "ap-min"),
        Story("e26", "ap", baths, "45d", WAITS, "ap-min"),
        Story("e27", "ap", baths, "30d", WAITS, "ap-min"),
        Story("e27", "dsp-m", baths, "60d", ADMITTED, "patr-min"),
        Story("e28", "dsh", haskovo, "14d", "start+1 save+2 refer+1 choose@20h", "dsh-has"),
        Story("e28", "dsp-m", baths, "6d"),
        Story("e31", "dsh", elena, "210d", ADMITTED, "dsh-ele"),
        Story("e32", "dsh", elena, "190d", ADMITTED, "dsh-ele"),
        Story("e33", "dsh", elena, "50d", WAITS, "dsh-ele"),
        Story("e34", "dsh", "dsp-elena", "29d", WAITS, "dsh-ele"),
        Story("e35", "ap", elena, "24d", "start+3 ask+2 answer+2"),
        Story("e33", "dsp-m", elena, "120d", ADMITTED, "patr-ele"),
        Story("e34", "ap", elena, "15d", "start+1 save+1 refer+1 choose+1 accept+1", "ap-ele"),
        Story("e35", "dcsh", elena, "13d", "start+1 save+1 refer+2"),
        Story("e36", "dsp-m", elena, "3d", "start@20h"),
    ]


def everything() -> list[Story]:
    """All stories."""
    return [
        *day_center(),
        *small_group_home(),
        *assistance(),
        *samokov(),
        *sozopol(),
        *others(),
    ]
